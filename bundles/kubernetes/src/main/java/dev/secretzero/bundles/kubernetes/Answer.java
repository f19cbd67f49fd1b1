package dev.secretzero.bundles.kubernetes;

import java.time.Duration;
import java.util.Optional;

/// What the server answered.
///
/// @param body never shown: it may hold a value
/// @param pause for how long the server asks to be left alone
record Answer(int status, String body, Optional<Duration> pause) {

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /// Whether the server's explanation has these words. They choose between sentences of ours.
    boolean speaksOf(String words) {
        return body.contains(words);
    }

    @Override
    public String toString() {
        return "answer " + status;
    }
}
