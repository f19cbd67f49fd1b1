package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What policies judge: facts alone, and no value.
///
/// @param lane the name of the environment profile that is in use
/// @param catalog which settings of generators and providers hold values
/// @param strengths how hard what a generator makes is to guess; asked where a policy wants to know
public record Evidence(
        Manifest manifest,
        Optional<String> lane,
        Lock lock,
        Catalog catalog,
        Function<GeneratorDeclaration, Strength> strengths,
        Instant now) {

    /// Evidence without a lane and without a catalog.
    public static Evidence of(Manifest manifest, Lock lock, Instant now) {
        return new Evidence(
                manifest,
                Optional.empty(),
                lock,
                new Catalog(List.of(), List.of(), List.of()),
                _ -> new Strength.Unknown("no generator is known"),
                now);
    }
}
