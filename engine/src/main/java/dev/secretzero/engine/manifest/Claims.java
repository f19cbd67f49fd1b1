package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which secret has which place: a place has one value, so that two claims are a fault of the document.
///
/// A claim is known by what is written: a path and a key, or the settings of a target and a name. Two spellings of one place
/// are found by whoever writes there second, as a conflict.
final class Claims {

    private static final String WHOLE = "the same file, which holds one value in format raw";

    private final Findings findings;
    private final Manifest manifest;
    private final Map<String, String> paths;
    private final Map<List<Object>, Claim> places = new HashMap<>();
    /// The files that one value fills, and the first claim on a part of each other file.
    private final Map<String, Claim> wholes = new HashMap<>();
    private final Map<String, Claim> parts = new HashMap<>();

    /// @param paths where in the document each secret is declared, by its name
    Claims(Findings findings, Manifest manifest, Map<String, String> paths) {
        this.findings = findings;
        this.manifest = manifest;
        this.paths = paths;
    }

    /// One target of a unit.
    private record Claim(Unit unit, TargetDeclaration target) {
        /// The name under which the value is stored there.
        String key() {
            var key = text("key", "").strip();
            return key.isEmpty() ? unit.place() : key;
        }

        Optional<String> previous() {
            return unit.secret().rotation().previous(unit);
        }

        String text(String key, String fallback) {
            return target.config().at(key) instanceof Text text ? text.text() : fallback;
        }
    }

    void check() {
        for (var unit : manifest.units()) {
            for (var target : unit.targets()) {
                var claim = new Claim(unit, target);
                previous(claim);
                if (!isLocal(target.provider())) {
                    remote(claim);
                } else if (target.kind().equals("file")) {
                    file(claim);
                }
            }
        }
    }

    private boolean isLocal(String alias) {
        var provider = manifest.providers().get(alias);
        return alias.equals("local") || (provider != null && provider.kind().equals("local"));
    }

    /// The value before cannot be kept where the new one goes.
    private void previous(Claim claim) {
        var unit = claim.unit();
        claim.previous().filter(name -> name.equals(claim.key()) || name.equals(unit.place())).ifPresent(_ ->
                findings.error(path(unit) + ".rotation.previous_as", unit.secret().at(),
                        "Value error, previous_as names the place of the value in force", "give the value before another name: \"{name}_PREVIOUS\""));
    }

    /// The same settings and the same name: one place, whatever the system.
    private void remote(Claim claim) {
        var target = claim.target();
        var config = Optional.ofNullable(target.config().plain(Value.View.RESOLVED)).orElse(Map.of());
        take(List.of(target.provider(), target.kind(), config, claim.key()), claim, "the same " + target.kind());
    }

    private void file(Claim claim) {
        var written = claim.text("path", ".env");
        var path = written.startsWith("./") ? written.substring(2) : written;
        if (claim.text("format", "").equals("raw")) {
            fault(Optional.ofNullable(wholes.putIfAbsent(path, claim)).orElse(parts.get(path)), claim, WHOLE);
            return;
        }
        parts.putIfAbsent(path, claim);
        fault(wholes.get(path), claim, WHOLE);
        key(claim, path, claim.key());
        claim.previous().ifPresent(name -> key(claim, path, name));
    }

    private void key(Claim claim, String path, String key) {
        take(List.of(path, key), claim, "the key \"" + key + "\" of the same file");
    }

    private void take(List<Object> place, Claim claim, String what) {
        fault(places.putIfAbsent(place, claim), claim, what);
    }

    private void fault(@Nullable Claim first, Claim second, String what) {
        var unit = second.unit();
        if (first == null || first.unit().entry().equals(unit.entry())) {
            return;
        }
        var message = "\"" + first.unit().entry() + "\" and \"" + unit.entry() + "\" are both written to " + what;
        boolean instances = unit.field().isPresent() && unit.secret().kind().equals(first.unit().secret().kind());
        if (instances) {
            findings.warning(path(unit), unit.secret().at(), message, "use a template of its own for each, with other paths or keys");
        } else {
            findings.error(path(unit), second.target().at(), message, "give one of them another path or `key`");
        }
    }

    private String path(Unit unit) {
        return paths.getOrDefault(unit.secret().name(), "secrets");
    }
}
