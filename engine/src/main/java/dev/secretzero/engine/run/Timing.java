package dev.secretzero.engine.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How time passes for calls to providers.
///
/// @param chance spreads what waits, so that it does not all come back at once; asked when something waits
public record Timing(InstantSource clock, Waiting waiting, Supplier<? extends RandomGenerator> chance) {

    /// Lets time pass.
    @FunctionalInterface
    public interface Waiting {
        void pass(Duration time);

        /// Lets real time pass. An interruption ends the wait, and stays with the thread.
        static Waiting real() {
            return time -> {
                try {
                    Thread.sleep(time);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            };
        }
    }
}
