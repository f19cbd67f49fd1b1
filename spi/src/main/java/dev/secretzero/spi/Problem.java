package dev.secretzero.spi;

import java.time.Duration;
import java.util.Optional;

/// What went wrong, in our own words. Built only from names, places and limits that we chose, never from a
/// remote system's message, which may quote the value that it was given.
///
/// @param hint what to do about it
/// @param pause for how long the system asks to be left alone; the engine waits so long before it tries again
public record Problem(Code code, String message, Optional<String> hint, Optional<Duration> pause) {

    /// A problem without a pause.
    public Problem(Code code, String message, Optional<String> hint) {
        this(code, message, hint, Optional.empty());
    }

    /// Kinds of problem, for programs to match on.
    public enum Code {
        MANIFEST_INVALID(Blame.USER),
        MANIFEST_MISSING(Blame.USER),
        SETTING_INVALID(Blame.USER),
        NOT_FOUND(Blame.USER),
        NOT_SUPPORTED(Blame.USER),
        /// Only a person can supply the value, and nobody could be asked.
        INPUT_REQUIRED(Blame.USER),
        POLICY_VIOLATED(Blame.POLICY),
        /// A path that leaves the directory it must stay in.
        PATH_FORBIDDEN(Blame.POLICY),
        /// A place holds something that we did not write.
        CONFLICT(Blame.STATE),
        /// Something has changed since the plan was made that should be applied.
        PLAN_STALE(Blame.STATE),
        /// Another operation holds the lockfile.
        LOCKED(Blame.STATE),
        LOCKFILE_INVALID(Blame.STATE),
        LOCKFILE_MISSING(Blame.STATE),
        /// The value is held nowhere that can be read.
        NOT_RECOVERABLE(Blame.STATE),
        DENIED(Blame.REMOTE),
        THROTTLED(Blame.REMOTE),
        UNREACHABLE(Blame.REMOTE),
        /// A file or a place could not be read.
        UNREADABLE(Blame.REMOTE),
        /// A file or a place could not be written.
        UNWRITABLE(Blame.REMOTE),
        /// A generator could not make a value.
        GENERATION_FAILED(Blame.REMOTE),
        /// A new value did not pass its probe.
        PROBE_FAILED(Blame.REMOTE),
        BUG(Blame.US);

        private final Blame blame;

        Code(Blame blame) {
            this.blame = blame;
        }

        public Blame blame() {
            return blame;
        }

        /// The code as it is shown: `manifest-invalid`.
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /// Who can mend it. Decides the exit status, the HTTP status, and whether to try again.
    public enum Blame {
        USER,
        POLICY,
        STATE,
        REMOTE,
        US
    }

    public static Problem of(Code code, String message) {
        return new Problem(code, message, Optional.empty(), Optional.empty());
    }

    /// Adds what to do about it.
    public Problem hint(String hint) {
        return new Problem(code, message, Optional.of(hint), pause);
    }

    /// Says for how long the system asks to be left alone, as `Retry-After` does.
    public Problem pause(Duration pause) {
        return new Problem(code, message, hint, Optional.of(pause));
    }
}
