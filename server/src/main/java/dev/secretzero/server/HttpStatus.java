package dev.secretzero.server;

import dev.secretzero.spi.Problem;

/// The HTTP statuses that this API refuses with, and what each is called in an error's body.
enum HttpStatus {
    BAD_REQUEST(400, "Bad request", "The request is malformed."),
    UNAUTHORIZED(401, "Unauthorized", "The API key is missing or wrong."),
    FORBIDDEN(403, "Forbidden", "Refused by a policy, or a path or an origin is not allowed."),
    NOT_FOUND(404, "Not found", "There is no such secret, or no Secretfile."),
    NOT_ALLOWED(405, "Method not allowed", "The path answers other methods, which the header `Allow` names."),
    CONFLICT(409, "Conflict", "Another operation holds the lockfile."),
    PLAN_STALE(412, "Plan stale", "Something has changed since the plan was made."),
    TOO_LARGE(413, "Body too large", "The body is larger than one MiB."),
    NOT_JSON(415, "Unsupported media type", "The body is not declared as JSON."),
    UNPROCESSABLE(422, "Invalid request", "The request, or the Secretfile, has wrong types or values."),
    TOO_MANY(429, "Too many requests", "Too many wrong keys came from this address."),
    BUG(500, "Internal server error", "A defect of the program. The server's console says where it happened."),
    REMOTE_FAILED(502, "Remote place failed", "Every remote place failed."),
    UNAVAILABLE(503, "Service unavailable", "The server is shutting down, or the audit log cannot be written.");

    private final int code;
    private final String label;
    private final String meaning;

    HttpStatus(int code, String label, String meaning) {
        this.code = code;
        this.label = label;
        this.meaning = meaning;
    }

    /// The number.
    int code() {
        return code;
    }

    /// What stands in `error`.
    String label() {
        return label;
    }

    /// What it tells the caller, in a sentence.
    String meaning() {
        return meaning;
    }

    /// The status that tells of a problem which stopped a whole operation.
    static HttpStatus of(Problem.Code code) {
        return switch (code) {
            case MANIFEST_INVALID, SETTING_INVALID, NOT_SUPPORTED, INPUT_REQUIRED -> UNPROCESSABLE;
            case MANIFEST_MISSING, NOT_FOUND, LOCKFILE_MISSING -> NOT_FOUND;
            case POLICY_VIOLATED, PATH_FORBIDDEN -> FORBIDDEN;
            case PLAN_STALE -> PLAN_STALE;
            case CONFLICT, LOCKED, LOCKFILE_INVALID, NOT_RECOVERABLE -> CONFLICT;
            case DENIED, THROTTLED, UNREACHABLE, GENERATION_FAILED, PROBE_FAILED -> REMOTE_FAILED;
            case UNREADABLE, UNWRITABLE -> UNAVAILABLE;
            case BUG -> BUG;
        };
    }
}
