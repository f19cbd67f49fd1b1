package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// Checks the configuration of a `source` by its kind.
final class SourceCheck {

    private final Findings findings;
    private final String path;
    private final Source source;
    private final Mark at;
    private final Set<String> known = new HashSet<>();

    SourceCheck(Findings findings, String path, Source source, Mark at) {
        this.findings = findings;
        this.path = path;
        this.source = source;
        this.at = at;
    }

    /// @param owner the secret that the source belongs to
    /// @param provider told the path and the alias of a provider that must be declared
    void check(References references, String owner, BiConsumer<String, Text> provider) {
        switch (source.kind()) {
            case FILE -> {
                need("path");
                texts("format", "key", "encoding");
            }
            case ENV -> {
                need("name");
                trim();
            }
            case SECRET_REF -> {
                need("secret");
                texts("field");
                if (source.config().at("secret") instanceof Text name && !name.text().isBlank()) {
                    references.add(owner, path + ".secret", name.at(), name.text());
                }
            }
            case PROVIDER_READ -> {
                need("provider");
                need("kind");
                read();
                texts("field", "profile", "method");
                if (source.config().at("provider") instanceof Text alias && !alias.text().isBlank()) {
                    provider.accept(path + ".provider", alias);
                }
            }
        }
        unknown();
    }

    private void need(String key) {
        known.add(key);
        if (!(source.config().at(key) instanceof Text text) || text.text().isBlank()) {
            error(key, "must be a non-empty string");
        }
    }

    private void texts(String... keys) {
        for (var key : keys) {
            known.add(key);
            var value = source.config().at(key);
            boolean absent = value == null || (value instanceof Scalar(var plain, _) && plain == null);
            if (!absent && !(value instanceof Text)) {
                error(key, "must be a string when provided");
            }
        }
    }

    private void trim() {
        known.add("trim");
        var value = source.config().at("trim");
        if (value != null && !(value instanceof Scalar(Boolean _, _))) {
            error("trim", "must be a boolean");
        }
    }

    private void read() {
        known.add("read");
        if (!(source.config().at("read") instanceof Mapping read)) {
            error("read", "must be an object");
        } else if (read.at("name") == null && read.at("path") == null) {
            findings.warning(path + ".read", read.at(), "source.config.read holds neither name nor path");
        }
    }

    private void error(String key, String what) {
        var value = source.config().at(key);
        findings.error(path + "." + key, value == null ? at : value.at(), "Value error, source.config." + key + " " + what);
    }

    private void unknown() {
        source.config().entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                findings.add(Diagnostic.Severity.WARNING, path + "." + key, source.config().keys().getOrDefault(key, value.at()),
                        "Unknown key \"" + key + "\"", Suggestion.hint(key, List.copyOf(known)));
            }
        });
    }
}
