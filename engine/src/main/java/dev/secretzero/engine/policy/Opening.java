package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest.Window;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When a rotation that nobody forces may begin.
public sealed interface Opening {

    /// Now.
    record Open() implements Opening {}

    /// Not now.
    ///
    /// @param at when it opens; empty when its schedule means no minute at all
    record Closed(Optional<Instant> at) implements Opening {}

    /// Asks a window. A minute that the time zone skips opens as the clock springs forward.
    static Opening of(Optional<Window> window, Instant now) {
        return window.map(each -> of(each, now)).orElseGet(Open::new);
    }

    private static Opening of(Window window, Instant now) {
        var minute = LocalDateTime.ofInstant(now, window.zone()).truncatedTo(ChronoUnit.MINUTES);
        return window.cron().matches(minute)
                ? new Open()
                : new Closed(window.cron().next(minute).map(time -> time.atZone(window.zone()).toInstant()));
    }
}
