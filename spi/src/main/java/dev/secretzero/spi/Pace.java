package dev.secretzero.spi;

import java.time.Duration;

/// How fast a system lets itself be called. The engine keeps to it, so that a large run is not throttled half-way.
///
/// @param budget names what is used up: all kinds of a provider with one budget share it
/// @param reads how many calls that look
/// @param writes how many calls that change something
public record Pace(String budget, Rate reads, Rate writes) {

    /// So many calls in any such time.
    ///
    /// @param calls at least 1
    /// @param per longer than nothing
    public record Rate(int calls, Duration per) {
        public Rate {
            if (calls < 1 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("a rate is at least one call in some time");
            }
        }

        public static Rate perSecond(int calls) {
            return new Rate(calls, Duration.ofSeconds(1));
        }

        public static Rate perMinute(int calls) {
            return new Rate(calls, Duration.ofMinutes(1));
        }
    }
}
