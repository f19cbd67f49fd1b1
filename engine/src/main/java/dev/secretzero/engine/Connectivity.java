package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.policy.Identity;
import dev.secretzero.engine.run.Gathered;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who we are to each provider, and what a look at each of its places showed. Nothing was written to find out.
public record Connectivity(List<Row> rows) {

    public Connectivity {
        rows = List.copyOf(rows);
    }

    /// One provider.
    public record Row(String alias, String kind, Identity identity, List<Place> places) {
        public Row {
            places = List.copyOf(places);
        }

        /// Whether we are known to it, and every place could be looked at.
        public boolean works() {
            return identity instanceof Identity.Known && places.stream().allMatch(place -> place.problem().isEmpty());
        }
    }

    /// One declared place.
    ///
    /// @param problem why it could not be looked at
    public record Place(String entry, TargetId id, Look look, Optional<Problem> problem) {}

    /// What a look showed.
    public enum Look {
        /// The value.
        READABLE,
        /// That something is there, and never what.
        WRITE_ONLY,
        EMPTY,
        FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public boolean works() {
        return rows.stream().allMatch(Row::works);
    }

    static Row row(ProviderDeclaration provider, Identity identity, Collection<Gathered.Opened> units) {
        var places = new ArrayList<Place>();
        for (var unit : units) {
            unit.places().stream()
                    .filter(place -> place.declaration().provider().equals(provider.alias()))
                    .forEach(place -> places.add(place(unit.unit().entry(), place)));
        }
        return new Row(provider.alias(), provider.kind(), identity, places);
    }

    private static Place place(String entry, Gathered.Place place) {
        return switch (place.observation()) {
            case Observation.Absent _ -> new Place(entry, place.id(), Look.EMPTY, Optional.empty());
            case Observation.Shown _ -> new Place(entry, place.id(), Look.READABLE, Optional.empty());
            case Observation.Hidden _ -> new Place(entry, place.id(), Look.WRITE_ONLY, Optional.empty());
            case Observation.Unseen(var why) when isBlind(place, why) -> new Place(entry, place.id(), Look.WRITE_ONLY, Optional.empty());
            case Observation.Unseen(var why) -> new Place(entry, place.id(), Look.FAILED, Optional.of(why));
        };
    }

    /// Whether the place itself can never say what it holds.
    private static boolean isBlind(Gathered.Place place, Problem why) {
        return place.target() instanceof Attempt.Done && why.code() == Problem.Code.NOT_SUPPORTED;
    }
}
