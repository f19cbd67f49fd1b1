package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.spi.Finisher;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes again when nobody knows whether the first write arrived. It looks first: what it brought itself is no conflict.
final class Redelivery {

    private Redelivery() {}

    /// Writes to one place.
    ///
    /// @param expect what the first write expected
    static Receipt put(Target target, String name, Material material, Expect expect) {
        var seen = target.observe(name);
        return arrived(target, name, seen, material).orElseGet(() -> target.put(name, material, mine(seen).orElse(expect)));
    }

    /// Where nobody sees what a place holds, what came to it since the plan was made is our own first write.
    private static Optional<Expect> mine(Observation seen) {
        return seen instanceof Observation.Hidden(var version)
                ? Optional.of(version.<Expect>map(Expect.Exactly::new).orElseGet(Expect.Anything::new))
                : Optional.empty();
    }

    /// Writes to the places of one container, which has all of the first write or none of it.
    static List<Receipt> putAll(List<Shared.Delivery> deliveries) {
        var container = deliveries.getFirst().place().target();
        var seen = container.observeAll(deliveries.stream().map(Shared.Delivery::place).toList());
        var receipts = new ArrayList<Receipt>();
        for (int i = 0; i < seen.size(); i++) {
            var place = deliveries.get(i).place();
            arrived(place.target(), place.name(), seen.get(i), deliveries.get(i).material()).ifPresent(receipts::add);
        }
        return receipts.size() == deliveries.size() ? receipts : container.putAll(deliveries);
    }

    private static Optional<Receipt> arrived(Target target, String name, Observation seen, Material material) {
        boolean unfinished = target instanceof Finisher finisher && finisher.unfinished(name);
        if (unfinished || !(seen instanceof Observation.Shown(var content, var version))) {
            return Optional.empty();
        }
        try (content) {
            return Fingerprints.same(material, content) ? Optional.of(new Receipt.Written(version, Optional.empty())) : Optional.empty();
        }
    }
}
