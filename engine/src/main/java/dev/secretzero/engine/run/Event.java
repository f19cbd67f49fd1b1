package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.TargetId;

/// Progress of an operation. Front ends render events; the engine never prints.
public sealed interface Event {

    /// The number of writes that the plan asks for is known.
    record Planned(int writes) implements Event {}

    record Made(String entry) implements Event {}

    record Delivered(String entry, TargetId to) implements Event {}

    record Failed(String entry, String message) implements Event {}

    /// Receives events, on the thread that works.
    @FunctionalInterface
    interface Listener {
        void on(Event event);

        static Listener none() {
            return event -> {};
        }
    }
}
