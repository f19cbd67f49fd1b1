package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Journal;
import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.run.Gathered.Beside;
import dev.secretzero.engine.run.Gathered.Opened;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps values before beside their places, before new ones are brought there.
final class Keeping {

    private final Journal journal;
    private final Registry.Connections connections;
    private final Map<String, List<Kept>> kept = new HashMap<>();

    Keeping(Journal journal, Registry.Connections connections) {
        this.journal = journal;
        this.connections = connections;
    }

    /// Keeps the value in force of one unit wherever it is to be kept.
    ///
    /// @param handle the name under which the new value was issued
    /// @throws ProblemException when it could not be kept everywhere: then the new value must not be brought anywhere
    void keep(Opened unit, List<Kept> places, Material before, Optional<String> handle) {
        var missing = new ArrayList<Kept>();
        for (var place : places) {
            if (!isThere(beside(unit, place), place, before)) {
                missing.add(place);
            }
        }
        var entry = unit.unit().entry();
        journal.begin(List.of(new Intent(entry, unit.hash(), unit.hash(), List.of(), handle, places)));
        kept.put(entry, places);
        missing.forEach(place -> write(beside(unit, place), place, before));
    }

    /// Where the value before of an entry is kept, or may be.
    List<Kept> of(String entry) {
        return kept.getOrDefault(entry, List.of());
    }

    private static Beside beside(Opened unit, Kept place) {
        return Optional.ofNullable(unit.beside().get(place)).orElseThrow(() -> new IllegalStateException(place.toString()));
    }

    /// Whether the value is there already. What is there and is neither the value nor ours is not touched.
    private boolean isThere(Beside beside, Kept place, Material before) {
        var target = beside.target().orThrow();
        return switch (call(place, Line.Way.READ, _ -> target.observe(place.name()))) {
            case Observation.Absent _ -> false;
            case Observation.Shown(var content, var _) when Fingerprints.same(before, content) -> true;
            case Observation.Shown _, Observation.Hidden _ when beside.ours() -> false;
            case Observation.Shown _, Observation.Hidden _ -> throw taken(place);
            case Observation.Unseen(var why) -> throw new ProblemException(why);
        };
    }

    private void write(Beside beside, Kept place, Material before) {
        var expect = beside.ours() ? new Expect.Anything() : new Expect.Nothing();
        var target = beside.target().orThrow();
        var receipt = call(place, Line.Way.WRITE, unsure -> unsure
                ? Redelivery.put(target, place.name(), before, expect)
                : target.put(place.name(), before, expect));
        if (receipt instanceof Receipt.Conflict) {
            throw taken(place);
        }
    }

    private <T> T call(Kept place, Line.Way way, Line.Errand<T> errand) {
        return connections.call(place.place(), "keeping " + place, way, errand).orThrow();
    }

    private static ProblemException taken(Kept place) {
        return new ProblemException(Problem.of(
                        Problem.Code.CONFLICT,
                        place.place() + " already holds something under " + place.name()
                                + ", where the value before would be kept")
                .hint("remove it there, or choose another previous_as"));
    }
}
