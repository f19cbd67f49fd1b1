package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Diagnostic.Severity;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was found while one document was read: every fault, in any order.
final class Findings {

    /// The position of what stands in no file.
    static final Mark NOWHERE = new Mark("", 0, 0);

    private final List<Diagnostic> all = new ArrayList<>();
    private final Map<Mark, String> oddKeys = new HashMap<>();

    void error(String path, Mark at, String message) {
        add(Severity.ERROR, path, at, message, Optional.empty());
    }

    void error(String path, Mark at, String message, String hint) {
        add(Severity.ERROR, path, at, message, Optional.of(hint));
    }

    /// An error about a name that is not known, with the nearest one as the hint.
    void unknown(String path, Mark at, String message, String word, List<String> known) {
        add(Severity.ERROR, path, at, message, Suggestion.hint(word, known));
    }

    /// An error about a word whose message lists the known ones, with the nearest one as the hint.
    void misspelt(String path, Mark at, String message, String word, List<String> known) {
        var near = Suggestion.of(word, known).map(each -> "did you mean \"" + each + "\"?");
        add(Severity.ERROR, path, at, message, near);
    }

    void warning(String path, Mark at, String message) {
        add(Severity.WARNING, path, at, message, Optional.empty());
    }

    void warning(String path, Mark at, String message, String hint) {
        add(Severity.WARNING, path, at, message, Optional.of(hint));
    }

    void add(Severity severity, String path, Mark at, String message, Optional<String> hint) {
        all.add(new Diagnostic(severity, path, message, at.file().isEmpty() ? Optional.empty() : Optional.of(at), hint));
    }

    /// Notes a key that YAML does not read as a text. Whether that is a fault depends on where it stands.
    void oddKey(Mark at, String what) {
        oddKeys.put(at, what);
    }

    /// Faults the keys of a map that must be texts.
    void requireTextKeys(String path, Mapping mapping) {
        if (oddKeys.isEmpty()) {
            return;
        }
        mapping.keys().forEach((key, at) -> {
            var what = oddKeys.get(at);
            if (what != null) {
                var below = path.isEmpty() ? key : path + "." + key;
                error(below, at, "Keys should be strings, and YAML reads \"" + key + "\" as " + what,
                        "write it in quotes: \"" + key + "\"");
            }
        });
    }

    boolean failed() {
        return all.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /// Everything, in the order of the document; what stands in another file or nowhere comes last.
    List<Diagnostic> sorted(String file) {
        if (all.size() < 2) {
            return List.copyOf(all);
        }
        var order = Comparator.<Diagnostic>comparingInt(
                        finding -> finding.at().filter(at -> at.file().equals(file)).isPresent() ? 0 : 1)
                .thenComparingInt(finding -> finding.at().map(Mark::line).orElse(0))
                .thenComparingInt(finding -> finding.at().map(Mark::column).orElse(0));
        return all.stream().sorted(order).toList();
    }
}
