package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Agent;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Environments;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Metadata;
import dev.secretzero.engine.manifest.Manifest.Profile;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetProfile;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the model out of an interpolated document: shapes and types, nothing that compares one part with another.
final class Binder {

    private static final Set<String> AUTH_KINDS = Set.of(
            "ambient", "token", "assume_role", "static", "default", "service_principal", "managed_identity", "cli",
            "profile", "approle", "serviceaccount", "service_account", "kubeconfig", "kubernetes", "jwt", "oauth_device",
            "password", "password_env", "web_identity", "workload_identity", "github_app", "none");

    private final Part root;
    private final Findings findings;

    Binder(Mapping document, Findings findings) {
        this.root = new Part(document, "", findings);
        this.findings = findings;
    }

    Manifest bind(Mapping variables) {
        var version = version();
        root.knows("variables");
        var manifest = new Manifest(
                version,
                variables,
                root.part("metadata").map(this::metadata).orElseGet(Binder::noMetadata),
                root.part("environments").map(this::environments),
                root.parts("target_profiles", (name, part) -> targetProfile(part)),
                root.parts("providers", this::provider),
                root.list("secrets").stream().map(this::secret).toList(),
                root.parts("templates", (name, part) -> template(part)),
                policies(),
                root.map("labels"),
                root.map("annotations"),
                root.maybeMap("config"),
                root.part("agent").map(this::agent).orElseGet(() -> new Agent("auto", 49152, 65535)),
                Merge.with(root.mapping(), "variables", variables));
        root.finish();
        return manifest;
    }

    /// The version may be written as a number.
    private Optional<String> version() {
        root.knows("version");
        return Optional.ofNullable(root.mapping().at("version")).flatMap(value -> switch (value) {
            case Text text -> Optional.of(text.text());
            case Scalar scalar -> Optional.ofNullable(scalar.value()).map(Object::toString);
            case Value.Sequence _, Mapping _ -> Optional.empty();
        });
    }

    private static Metadata noMetadata() {
        return new Metadata(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    private Metadata metadata(Part part) {
        var metadata = new Metadata(
                part.maybe("project"),
                part.maybe("owner"),
                part.texts("environments"),
                part.texts("compliance"),
                part.maybe("description"));
        part.finish();
        return metadata;
    }

    private Environments environments(Part part) {
        var environments = new Environments(part.maybe("default"), part.parts("profiles", (name, p) -> profile(p)));
        part.finish();
        return environments;
    }

    private Profile profile(Part part) {
        var profile = new Profile(
                part.texts("var_files"), part.maybe("lockfile"), part.maybe("target_profile"), part.map("labels"));
        part.finish();
        return profile;
    }

    private TargetProfile targetProfile(Part part) {
        var profile = new TargetProfile(
                part.texts("identity_policies"),
                part.parts("provider_overrides", (name, p) -> p.mapping()),
                part.parts("target_overrides", (name, p) -> p.mapping()));
        part.finish();
        return profile;
    }

    private ProviderDeclaration provider(String alias, Part part) {
        var kind = part.maybe("kind").filter(text -> !text.isBlank()).orElse(alias);
        var auth = part.part("auth");
        var authKind = auth.flatMap(a -> a.maybe("kind"));
        authKind.filter(word -> !AUTH_KINDS.contains(word))
                .ifPresent(word -> findings.unknown(
                        part.below("auth.kind"),
                        part.at("auth"),
                        "Input should be a known kind of auth, not \"" + word + "\"",
                        word,
                        AUTH_KINDS.stream().sorted().toList()));
        part.map("config");
        return new ProviderDeclaration(
                alias, kind, authKind, part.maybe("fallback_generator"), part.mapping(), part.at());
    }

    private Declaration secret(Part part) {
        var secret = new Declaration(
                part.text("name"),
                part.text("kind"),
                part.map("vars"),
                part.part("source").flatMap(this::source),
                part.map("config"),
                part.flag("one_time", false),
                part.maybe("rotation_period"),
                targets(part),
                part.maybeMap("agent_instructions"),
                part.texts("process_tags"),
                part.lenient("local"),
                part.lenient("local_allow_cloud"),
                part.at());
        part.part("agent_instructions").ifPresent(this::instructions);
        part.finish();
        return secret;
    }

    private void instructions(Part part) {
        part.text("summary");
        for (var step : part.list("steps")) {
            step.text("action");
            step.text("description");
            step.maybeMap("params");
            step.flag("required", true);
            step.finish();
        }
        if (part.mapping().at("steps") == null) {
            findings.error(part.below("steps"), part.at(), "Field required");
        }
        part.knows(
                "prerequisites", "required_tools", "automation_hint", "estimated_time", "fallback", "documentation_url");
        part.finish();
    }

    private Optional<Source> source(Part part) {
        var label = part.text("kind");
        var kind = java.util.Arrays.stream(Source.Kind.values())
                .filter(k -> k.label().equals(label))
                .findFirst();
        if (kind.isEmpty() && !label.isEmpty()) {
            findings.unknown(
                    part.below("kind"),
                    part.at("kind"),
                    "Input should be 'file', 'env', 'secret_ref' or 'provider_read'",
                    label,
                    List.of("file", "env", "secret_ref", "provider_read"));
        }
        boolean required = part.flag("required", true);
        var config = part.map("config");
        kind.ifPresent(k -> sourceConfig(k, new Part(config, part.below("config"), findings)));
        part.finish();
        return kind.map(k -> new Source(k, required, config, part.at()));
    }

    private void sourceConfig(Source.Kind kind, Part config) {
        switch (kind) {
            case FILE -> {
                nonBlank(config, "path");
                strings(config, "format", "key", "encoding");
            }
            case ENV -> {
                nonBlank(config, "name");
                if (config.mapping().at("trim") != null
                        && !(config.mapping().at("trim") instanceof Scalar(Boolean _, var _))) {
                    findings.error(config.below("trim"), config.at("trim"), "source.config.trim must be a boolean");
                }
                config.knows("trim");
            }
            case SECRET_REF -> {
                nonBlank(config, "secret");
                strings(config, "field");
            }
            case PROVIDER_READ -> {
                nonBlank(config, "provider");
                nonBlank(config, "kind");
                if (!(config.mapping().at("read") instanceof Mapping)) {
                    findings.error(config.below("read"), config.at("read"), "source.config.read must be an object");
                }
                config.knows("read");
                strings(config, "field", "profile", "method");
            }
        }
        config.finish();
    }

    private void nonBlank(Part config, String key) {
        config.knows(key);
        if (!(config.mapping().at(key) instanceof Text text) || text.text().isBlank()) {
            findings.error(
                    config.below(key), config.at(key), "source.config." + key + " must be a non-empty string");
        }
    }

    private void strings(Part config, String... keys) {
        config.knows(keys);
        for (var key : keys) {
            var value = config.mapping().at(key);
            if (value != null && !(value instanceof Text)) {
                findings.error(
                        config.below(key), value.at(), "source.config." + key + " must be a string when provided");
            }
        }
    }

    private List<TargetDeclaration> targets(Part part) {
        var targets = new ArrayList<TargetDeclaration>();
        for (var target : part.list("targets")) {
            targets.add(new TargetDeclaration(
                    target.text("provider"),
                    target.text("kind"),
                    target.map("config"),
                    target.texts("identity_policies"),
                    target.at()));
            target.finish();
        }
        return targets;
    }

    private Template template(Part part) {
        if (part.mapping().at("fields") == null) {
            findings.error(part.below("fields"), part.at(), "Field required");
        }
        var template = new Template(
                part.text("description", ""),
                part.parts("fields", (name, field) -> field(field)),
                targets(part),
                part.at());
        part.finish();
        return template;
    }

    private Field field(Part part) {
        var generator = part.part("generator");
        if (generator.isEmpty()) {
            findings.error(part.below("generator"), part.at(), "Field required");
        }
        var field = new Field(
                part.text("description", ""),
                generator
                        .map(this::generator)
                        .orElseGet(() -> new GeneratorDeclaration("", Mapping.empty(part.at()), part.at())),
                targets(part),
                part.at());
        part.finish();
        return field;
    }

    private GeneratorDeclaration generator(Part part) {
        var generator = new GeneratorDeclaration(part.text("kind"), part.map("config"), part.at());
        part.finish();
        return generator;
    }

    private Map<String, Mapping> policies() {
        var policies = new java.util.LinkedHashMap<String, Mapping>();
        root.map("policies").entries().forEach((name, value) -> {
            if (value instanceof Mapping policy) {
                policies.put(name, policy);
                kind(name, new Part(policy, "policies." + name, findings));
            } else {
                findings.warning("policies." + name, value.at(), "a policy is a map; this one is ignored");
            }
        });
        return policies;
    }

    private void kind(String name, Part policy) {
        var kind = policy.text("kind", "");
        if (!Set.of("rotation", "compliance", "access", "provider_identity").contains(kind)) {
            findings.warning(
                    policy.below("kind"),
                    policy.at("kind"),
                    "policy \"" + name + "\" has no known kind and is ignored",
                    Suggestion.hint(kind, List.of("rotation", "compliance", "access", "provider_identity")).orElse(""));
        }
    }

    private Agent agent(Part part) {
        var mode = part.text("mode", "auto");
        if (!Set.of("auto", "human", "web").contains(mode)) {
            findings.error(part.below("mode"), part.at("mode"), "Input should be 'auto', 'human' or 'web'");
        }
        var agent = new Agent(
                mode,
                part.integer("web_port_min", 49152, 1024, 65535),
                part.integer("web_port_max", 65535, 1024, 65535));
        if (agent.webPortMin() > agent.webPortMax()) {
            findings.error(part.path(), part.at(), "web_port_min must be <= web_port_max");
        }
        part.finish();
        return agent;
    }
}
