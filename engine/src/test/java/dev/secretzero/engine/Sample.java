package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small manifests for tests.
public final class Sample {

    public static final Mark AT = new Mark("Secretfile.yml", 1, 1);

    private Sample() {}

    public static Value text(String text) {
        return new Value.Text(text, text, false, AT);
    }

    public static Value scalar(Object value) {
        return new Value.Scalar(value, AT);
    }

    public static Value list(String... texts) {
        return new Value.Sequence(List.of(texts).stream().map(Sample::text).toList(), AT);
    }

    public static Mapping mapping(Map<String, Value> entries) {
        return new Mapping(entries, Map.of(), AT);
    }

    public static TargetDeclaration target(String provider, String kind, Map<String, Value> config) {
        return new TargetDeclaration(provider, kind, mapping(config), List.of(), AT);
    }

    public static Declaration secret(
            String name, String kind, Map<String, Value> config, List<TargetDeclaration> targets) {
        return secret(name, kind, config, targets, Optional.empty());
    }

    public static Declaration secret(
            String name,
            String kind,
            Map<String, Value> config,
            List<TargetDeclaration> targets,
            Optional<String> period) {
        return new Declaration(
                name,
                kind,
                mapping(Map.of()),
                Optional.empty(),
                mapping(config),
                false,
                period,
                targets,
                Optional.empty(),
                List.of(),
                false,
                false,
                AT);
    }

    public static Manifest manifest(Declaration... secrets) {
        return manifest(List.of(secrets), Map.of(), Map.of(), List.of());
    }

    public static Manifest manifest(
            List<Declaration> secrets,
            Map<String, Template> templates,
            Map<String, Mapping> policies,
            List<String> compliance) {
        var empty = Mapping.empty(AT);
        return new Manifest(
                Optional.empty(),
                empty,
                new Manifest.Metadata(Optional.empty(), Optional.empty(), List.of(), compliance, Optional.empty()),
                Optional.empty(),
                Map.of(),
                Map.of(),
                secrets,
                templates,
                policies,
                empty,
                empty,
                Optional.empty(),
                new Manifest.Agent("auto", 49152, 65535),
                empty);
    }
}
