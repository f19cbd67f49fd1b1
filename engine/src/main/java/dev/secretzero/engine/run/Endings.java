package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.policy.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Tells of issued values that end before their rotation is due: until then, their places hold a value that works no more.
public final class Endings {

    private Endings() {}

    /// One sentence for each value that was issued now and ends too early.
    public static List<String> warnings(Gathered gathered, Applier.Applied applied, Instant now) {
        var warnings = new ArrayList<String>();
        applied.ends().forEach((entry, end) -> {
            if (!applied.made().containsKey(entry)) {
                var unit = Objects.requireNonNull(gathered.units().get(entry), entry).unit();
                warning(unit.secret(), end, now).ifPresent(text -> warnings.add(entry + ": " + text));
            }
        });
        return warnings;
    }

    /// What is wrong with a value that ends at this time; empty when it is rotated before, or never.
    private static Optional<String> warning(Declaration secret, Instant end, Instant now) {
        return secret.rotationPeriod()
                .flatMap(Rotation::period)
                .map(now::plus)
                .filter(end::isBefore)
                .map(due -> "what was issued ends at " + end + ", before its rotation is due at " + due
                        + ": have it last longer, or " + advice(secret.name(), Duration.between(now, end)));
    }

    private static String advice(String name, Duration life) {
        return life.toDays() < 1
                ? "run `secretzero rotate " + name + " --force` before it ends"
                : "write `rotation_period: " + life.toDays() + "d`";
    }
}
