package dev.secretzero.engine.manifest;

import java.util.List;

/// What reading a Secretfile gave.
public sealed interface Parsed {

    /// A usable manifest, and what is odd about it.
    record Valid(Manifest manifest, Lane lane, List<Diagnostic> warnings) implements Parsed {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /// All faults at once, in the order of the document; warnings are among them.
    record Invalid(List<Diagnostic> diagnostics) implements Parsed {
        public Invalid {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
