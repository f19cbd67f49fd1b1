package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `agent_instructions` of a manifest, which are filled in late: only when somebody must act by them.
///
/// A text may name the variables (`var.region`, `${region}`), `secret_name`, and the secret's first `target`: its
/// `provider`, its `kind` and its settings. It sees them as they may be shown: what is secret, or came from the
/// environment, reads `[secret]`, and the environment itself cannot be named. It is for one operation and one thread.
public final class Guidance {

    private final Manifest manifest;
    private final Shown shown;
    private @Nullable Jinja engine;
    private @Nullable Scope variables;

    private Guidance(Manifest manifest, Shown shown) {
        this.manifest = manifest;
        this.shown = shown;
    }

    /// Gives the parts of a manifest without the secrets in them.
    public interface Shown {

        /// Variables, as plain JSON values.
        Map<String, @Nullable Object> variables(Mapping variables);

        /// The settings of a component of this kind, as plain JSON values.
        Map<String, @Nullable Object> config(Mapping config, String kind);
    }

    public static Guidance of(Manifest manifest, Shown shown) {
        return new Guidance(manifest, shown);
    }

    /// What must be done for a secret; empty when the manifest does not say.
    public Optional<Instructions> of(String secret) {
        return manifest.secret(secret)
                .filter(declaration -> declaration.agentInstructions().isPresent())
                .flatMap(declaration -> manifest.units(declaration).stream().findFirst())
                .flatMap(this::of);
    }

    /// What must be done for one unit.
    public Optional<Instructions> of(Unit unit) {
        return unit.secret().agentInstructions().map(written -> {
            var interpolation = new Interpolation(scope(unit), Map.of(), this::engine);
            return Instructions.of(written, interpolation::value);
        });
    }

    private Scope scope(Unit unit) {
        var names = new LinkedHashMap<String, @Nullable Object>();
        names.put("secret_name", unit.secret().name());
        names.put("target", target(unit));
        return variables().under(mapping(own(unit.secret()))).under(mapping(names));
    }

    private Map<String, @Nullable Object> own(Declaration secret) {
        return secret.vars().entries().isEmpty() ? Map.of() : shown.variables(secret.vars());
    }

    private Map<String, @Nullable Object> target(Unit unit) {
        var names = new LinkedHashMap<String, @Nullable Object>();
        unit.targets().stream().findFirst().ifPresent(target -> {
            names.put("provider", target.provider());
            names.put("kind", target.kind());
            names.putAll(shown.config(target.config(), target.kind()));
        });
        return names;
    }

    private Scope variables() {
        var known = variables;
        if (known == null) {
            known = Scope.of(mapping(shown.variables(manifest.variables())));
            variables = known;
        }
        return known;
    }

    private static Mapping mapping(Map<String, @Nullable Object> plain) {
        return YamlText.of(plain, new Findings())
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .orElse(Mapping.empty(Findings.NOWHERE));
    }

    private Jinja engine() {
        var known = engine;
        if (known == null) {
            known = Jinja.strings();
            engine = known;
        }
        return known;
    }
}
