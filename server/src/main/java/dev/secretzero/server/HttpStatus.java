package dev.secretzero.server;

import dev.secretzero.spi.Problem;

/// The HTTP statuses that this API refuses with, and what each is called in an error's body.
enum HttpStatus {
    BAD_REQUEST(400, "Bad request"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not found"),
    NOT_ALLOWED(405, "Method not allowed"),
    CONFLICT(409, "Conflict"),
    TOO_LARGE(413, "Body too large"),
    NOT_JSON(415, "Unsupported media type"),
    UNPROCESSABLE(422, "Invalid request"),
    TOO_MANY(429, "Too many requests"),
    BUG(500, "Internal server error"),
    REMOTE_FAILED(502, "Remote place failed"),
    UNAVAILABLE(503, "Service unavailable");

    private final int code;
    private final String label;

    HttpStatus(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /// The number.
    int code() {
        return code;
    }

    /// What stands in `error`.
    String label() {
        return label;
    }

    /// The status that tells of a problem which stopped a whole operation.
    static HttpStatus of(Problem.Code code) {
        return switch (code) {
            case MANIFEST_INVALID, SETTING_INVALID, NOT_SUPPORTED, INPUT_REQUIRED -> UNPROCESSABLE;
            case MANIFEST_MISSING, NOT_FOUND, LOCKFILE_MISSING -> NOT_FOUND;
            case POLICY_VIOLATED, PATH_FORBIDDEN -> FORBIDDEN;
            case CONFLICT, LOCKED, LOCKFILE_INVALID, NOT_RECOVERABLE -> CONFLICT;
            case DENIED, THROTTLED, UNREACHABLE, GENERATION_FAILED -> REMOTE_FAILED;
            case UNREADABLE, UNWRITABLE -> UNAVAILABLE;
            case BUG -> BUG;
        };
    }
}
