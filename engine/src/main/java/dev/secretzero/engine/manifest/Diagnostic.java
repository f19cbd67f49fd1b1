package dev.secretzero.engine.manifest;

import java.util.Optional;

/// Something that a person should know about a Secretfile.
///
/// @param path the dotted path of the faulty part (`secrets.0.kind`); empty for the whole document
/// @param at where it stands, when the document came from a file
public record Diagnostic(Severity severity, String path, String message, Optional<Mark> at, Optional<String> hint) {

    /// How bad it is. Errors make the manifest invalid.
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Diagnostic error(String path, String message, Mark at) {
        return new Diagnostic(Severity.ERROR, path, message, Optional.of(at), Optional.empty());
    }

    public static Diagnostic warning(String path, String message, Mark at) {
        return new Diagnostic(Severity.WARNING, path, message, Optional.of(at), Optional.empty());
    }

    /// Adds what to do about it.
    public Diagnostic hint(String hint) {
        return new Diagnostic(severity, path, message, at, Optional.of(hint));
    }
}
