package dev.secretzero.server;

import dev.secretzero.engine.Workspace.Opened;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// Desks for tests that ask the engine nothing.
final class Desks {

    private Desks() {}

    static Desk idle() {
        var secretfile = Path.of("/nowhere/Secretfile.yml");
        var clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        return new Desk(
                () -> {
                    throw new AssertionError("the engine was asked");
                },
                new Snapshots(_ -> new Opened.Missing(secretfile), secretfile, clock),
                new Jail(Path.of("/nowhere"), Path.of("/nowhere")),
                clock,
                "Linux");
    }
}
