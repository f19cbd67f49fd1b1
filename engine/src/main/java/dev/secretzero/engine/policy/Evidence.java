package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What policies judge: facts alone, and no value.
///
/// @param lane the name of the environment profile that is in use
/// @param catalog what the settings of generators are when the manifest does not say
public record Evidence(Manifest manifest, Optional<String> lane, Lock lock, Catalog catalog, Instant now) {

    /// Evidence without a lane and without a catalog.
    public static Evidence of(Manifest manifest, Lock lock, Instant now) {
        return new Evidence(manifest, Optional.empty(), lock, new Catalog(List.of(), List.of(), List.of()), now);
    }
}
