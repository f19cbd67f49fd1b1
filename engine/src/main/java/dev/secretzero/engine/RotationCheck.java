package dev.secretzero.engine;

import dev.secretzero.engine.policy.Opening;
import dev.secretzero.engine.policy.Rotation;
import java.util.List;
import java.util.Optional;

/// Where each secret stands in its rotation period.
public record RotationCheck(List<Row> rows) {

    public RotationCheck {
        rows = List.copyOf(rows);
    }

    /// One secret; of a secret made from a template, the field that is due first.
    ///
    /// @param oneTime whether it may only be rotated by name and with force
    /// @param opening whether a rotation that nobody forces may begin now
    public record Row(String secret, boolean oneTime, Rotation.Age age, Opening opening) {

        /// A secret that may be rotated at any time.
        public Row(String secret, boolean oneTime, Rotation.Age age) {
            this(secret, oneTime, age, new Opening.Open());
        }

        /// What it waits for although it is due: `waits for its window, which opens 2026-03-01T02:00:00Z`.
        public Optional<String> waits() {
            return age instanceof Rotation.Age.Overdue && opening instanceof Opening.Closed(var at)
                    ? Optional.of(at.map(time -> "waits for its window, which opens " + time)
                            .orElse("waits for its window, which never opens"))
                    : Optional.empty();
        }
    }
}
