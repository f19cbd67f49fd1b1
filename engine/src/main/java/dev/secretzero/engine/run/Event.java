package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.TargetId;
import java.time.Duration;

/// Progress of an operation. Front ends render events; the engine never prints.
public sealed interface Event {

    /// So many places are looked at before anything is planned.
    record Looking(int places) implements Event {}

    /// One of them was looked at, with or without success.
    record Looked(TargetId at) implements Event {}

    /// A provider asked us to wait, or is not reached, and is asked again after this time.
    record Waiting(String provider, Duration pause) implements Event {}

    /// The number of writes that the plan asks for is known.
    record Planned(int writes) implements Event {}

    record Made(String entry) implements Event {}

    record Delivered(String entry, TargetId to) implements Event {}

    record Failed(String entry, String message) implements Event {}

    /// Receives events, on whatever thread works, several at once.
    @FunctionalInterface
    interface Listener {
        void on(Event event);

        static Listener none() {
            return event -> {};
        }
    }
}
