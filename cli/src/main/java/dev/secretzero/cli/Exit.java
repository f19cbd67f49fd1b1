package dev.secretzero.cli;

import dev.secretzero.spi.Problem;
import java.util.Arrays;

/// How a command ends. The same in text and in JSON.
public enum Exit {
    OK(0),
    /// Invalid, unknown, against a policy, or something failed.
    FAILED(1),
    /// The command line itself is wrong.
    USAGE(2),
    /// A system refused who we are.
    DENIED(3),
    DRIFT(4),
    /// The Secretfile, its lane or its lockfile cannot be used, or the guard forbids it.
    CONFIGURATION(5),
    /// A defect of this program.
    INTERNAL(127);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /// The exit with this status; any other status is a failure.
    static Exit of(int status) {
        return Arrays.stream(values()).filter(exit -> exit.status == status).findFirst().orElse(FAILED);
    }

    /// The exit that a problem leads to.
    static Exit of(Problem.Code code) {
        return switch (code) {
            case MANIFEST_INVALID, MANIFEST_MISSING, SETTING_INVALID, PATH_FORBIDDEN -> CONFIGURATION;
            case LOCKFILE_INVALID, LOCKFILE_MISSING -> CONFIGURATION;
            case DENIED -> DENIED;
            case NOT_FOUND, NOT_SUPPORTED, INPUT_REQUIRED, POLICY_VIOLATED -> FAILED;
            case CONFLICT, LOCKED, PLAN_STALE, NOT_RECOVERABLE -> FAILED;
            case THROTTLED, UNREACHABLE, UNREADABLE, UNWRITABLE, GENERATION_FAILED, PROBE_FAILED -> FAILED;
            case BUG -> INTERNAL;
        };
    }
}
