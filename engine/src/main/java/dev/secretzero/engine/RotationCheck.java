package dev.secretzero.engine;

import dev.secretzero.engine.policy.Rotation;
import java.util.List;

/// Where each secret stands in its rotation period.
public record RotationCheck(List<Row> rows) {

    public RotationCheck {
        rows = List.copyOf(rows);
    }

    /// One secret; of a secret made from a template, the field that is due first.
    ///
    /// @param oneTime whether it may only be rotated by name and with force
    public record Row(String secret, boolean oneTime, Rotation.Age age) {}
}
