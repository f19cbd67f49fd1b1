package dev.secretzero.engine.lock;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The hash of a declaration: it changes when the declaration does, and tells nothing else.
///
/// Everything that decides what is made and where it goes takes part; the name, the instructions for agents and the process tags do not.
/// What came from the environment takes part as it was written, so that no value enters and the hash is the same on every machine.
/// The order of a secret's own targets does not matter (lockfile format 1.0).
public final class Definition {

    private Definition() {}

    /// The hash of one declaration, together with the template that it is made from, as 64 hex digits.
    public static String hash(Manifest manifest, Declaration secret) {
        return Canonical.hash(plain(manifest, secret));
    }

    static Map<String, @Nullable Object> plain(Manifest manifest, Declaration secret) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("kind", secret.kind());
        plain.put("config", written(secret.config()));
        plain.put("vars", written(secret.vars()));
        plain.put("source", secret.source().map(Definition::source).orElse(null));
        plain.put("one_time", secret.oneTime());
        plain.put("rotation_period", secret.rotationPeriod().orElse(null));
        if (!secret.rotation().equals(Manifest.RotationRules.NONE)) {
            plain.put("rotation", rotation(secret.rotation()));
        }
        plain.put("targets", sorted(secret.targets()));
        plain.put("local", secret.local());
        plain.put("local_allow_cloud", secret.localAllowCloud());
        secret.template().map(manifest.templates()::get).ifPresent(used -> plain.put("template", template(used)));
        return plain;
    }

    /// A declaration that says nothing of it has the hash that it always had.
    private static Map<String, @Nullable Object> rotation(Manifest.RotationRules rules) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("overlap", rules.overlap().map(Duration::toSeconds).orElse(null));
        plain.put("previous_as", rules.previousAs().orElse(null));
        rules.probe().ifPresent(probe -> {
            plain.put("probe", probe.kind());
            plain.put("probe_config", written(probe.config()));
        });
        rules.window().ifPresent(window -> {
            plain.put("window", window.cron().text());
            plain.put("timezone", window.zone().getId());
        });
        return plain;
    }

    private static @Nullable Object written(Mapping mapping) {
        return mapping.plain(View.WRITTEN);
    }

    private static Map<String, @Nullable Object> source(Source source) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("kind", source.kind().label());
        plain.put("required", source.required());
        plain.put("config", written(source.config()));
        return plain;
    }

    private static List<Map<String, @Nullable Object>> sorted(List<TargetDeclaration> targets) {
        var sorted = new ArrayList<Map<String, @Nullable Object>>(targets.size());
        targets.forEach(target -> sorted.add(target(target)));
        sorted.sort(Comparator.comparing(Canonical::hash));
        return sorted;
    }

    private static Map<String, @Nullable Object> target(TargetDeclaration target) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("provider", target.provider());
        plain.put("kind", target.kind());
        plain.put("config", written(target.config()));
        plain.put("identity_policies", target.identityPolicies());
        return plain;
    }

    private static Map<String, @Nullable Object> template(Template template) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        template.fields().forEach((name, field) -> fields.put(name, field(field)));
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("description", template.description());
        plain.put("fields", fields);
        plain.put("targets", template.targets().stream().map(Definition::target).toList());
        return plain;
    }

    private static Map<String, @Nullable Object> field(Field field) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("description", field.description());
        plain.put("generator", generator(field.generator()));
        plain.put("targets", field.targets().stream().map(Definition::target).toList());
        return plain;
    }

    private static Map<String, @Nullable Object> generator(GeneratorDeclaration generator) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("kind", generator.kind());
        plain.put("config", written(generator.config()));
        return plain;
    }
}
