package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Facts;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the gatherer found: facts without values for the planner, and the values themselves for the applier.
///
/// @param facts one for each unit, in the order of the manifest
/// @param units by entry
/// @param inForce by entry, the value in force, where some place shows it
/// @param settled by entry, what an interrupted run began and some place shows done: it brought the value in force
public record Gathered(
        List<Facts> facts, Map<String, Opened> units, Map<String, Material> inForce, Map<String, Intent> settled) {

    /// A unit whose components are open.
    ///
    /// @param supplied the value that the manifest, a source or the environment states
    /// @param hash the fingerprint of the value in force; empty when there is none
    /// @param asked whether the unit itself was asked for, and not only needed by another
    /// @param beside where values before are kept, or may be
    /// @param left what runs that did not end kept, or may have
    public record Opened(
            Unit unit,
            List<Place> places,
            Attempt<Generator> generator,
            Optional<Material> supplied,
            List<String> sources,
            Optional<String> hash,
            boolean asked,
            Map<Kept, Beside> beside,
            List<Kept> left) {
        public Opened {
            places = List.copyOf(places);
            sources = List.copyOf(sources);
            beside = Map.copyOf(beside);
            left = List.copyOf(left);
        }
    }

    /// A place beside another.
    ///
    /// @param ours whether what is there was put there by us
    public record Beside(Attempt<Target> target, boolean ours) {}

    /// A declared place, opened and looked at.
    public record Place(
            TargetId id, TargetDeclaration declaration, Attempt<Target> target, Observation observation) {}
}
