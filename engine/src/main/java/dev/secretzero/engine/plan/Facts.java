package dev.secretzero.engine.plan;

import dev.secretzero.engine.manifest.TargetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that is known about one unit. No clock, no network: the same facts give the same plan.
///
/// @param entry the lockfile's name for the unit
/// @param secret the declaration that it belongs to
/// @param places the declared places, in the order of the declaration
/// @param former places that the lockfile names and the manifest does not; they can only be read
/// @param made what the lockfile remembers; empty when there is no value yet
/// @param sights what a look at each place showed; a place that is missing here was not looked at
/// @param unverified why a place could not be looked at
/// @param sources the entries that the value is derived from
/// @param interruption what runs that did not end left behind
/// @param staging how a new value takes over, and what is left of earlier ones
/// @param wish what was asked for
public record Facts(
        String entry,
        String secret,
        boolean oneTime,
        List<TargetId> places,
        List<TargetId> former,
        Optional<Made> made,
        Map<TargetId, Sight> sights,
        Map<TargetId, String> unverified,
        Supply supply,
        List<String> sources,
        Interruption interruption,
        Staging staging,
        Wish wish) {

    public Facts {
        places = List.copyOf(places);
        former = List.copyOf(former);
        sights = Map.copyOf(sights);
        unverified = Map.copyOf(unverified);
        sources = List.copyOf(sources);
    }

    /// What the lockfile remembers.
    ///
    /// @param hash the fingerprint of the value in force
    /// @param delivered by place, the fingerprint of what was last delivered there
    /// @param obscured why nobody can tell whether a value is the one in force; empty when everybody can
    public record Made(String hash, Map<TargetId, String> delivered, Optional<String> obscured) {
        public Made {
            delivered = Map.copyOf(delivered);
        }

        /// With a fingerprint that can be compared.
        public Made(String hash, Map<TargetId, String> delivered) {
            this(hash, delivered, Optional.empty());
        }
    }

    /// What was asked for.
    ///
    /// @param renewal why a new value is wanted; empty: only where it is needed
    /// @param byName whether the secret was named, which one-time secrets need
    /// @param overwrite take over places that hold something unknown
    /// @param repair put the value in force back where somebody changed it
    /// @param pushed places that are written again although they hold the value
    /// @param refresh drop former places from the lockfile
    public record Wish(
            Optional<Reason> renewal,
            boolean byName,
            boolean overwrite,
            boolean repair,
            Set<TargetId> pushed,
            boolean refresh) {
        public Wish {
            pushed = Set.copyOf(pushed);
        }

        /// Only what is needed.
        public static Wish plain() {
            return new Wish(Optional.empty(), false, false, false, Set.of(), true);
        }
    }

    Sight sight(TargetId place) {
        return sights.getOrDefault(place, Sight.UNSEEN);
    }
}
