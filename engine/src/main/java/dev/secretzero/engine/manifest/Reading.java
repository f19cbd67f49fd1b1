package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Agent;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Environments;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Metadata;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetProfile;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads one interpolated document into the model. It goes on after every fault, so that all of them are found; the
/// model is good only when there is no error among the findings.
final class Reading {

    static final String LOCAL = "local";

    static final List<String> AUTH_KINDS = List.of(
            "ambient", "token", "assume_role", "static", "default", "service_principal", "managed_identity", "cli",
            "profile", "approle", "serviceaccount", "service_account", "kubeconfig", "oauth_device", "password",
            "password_env", "password_file", "kubernetes", "jwt", "oidc", "userpass", "workload_identity", "app",
            "universal_auth", "client_credentials");
    private static final Set<String> PROVIDER_KEYS = Set.of("kind", "auth", "config", "fallback_generator");
    private static final Set<String> AUTH_KEYS = Set.of("kind", "config", "fallback_generator", "profiles");

    private final Findings findings;
    private final Kinds kinds;
    private final References references;
    private final SettingCheck settings;
    private final PolicyCheck policyCheck;
    private final Optional<String> profileName;

    private Map<String, ProviderDeclaration> providers = Map.of();
    private Map<String, Template> templates = Map.of();
    private Map<String, Mapping> policies = Map.of();
    private Optional<TargetProfile> profile = Optional.empty();

    /// @param profileName the target profile that applies
    Reading(Findings findings, Kinds kinds, Optional<String> profileName) {
        this.findings = findings;
        this.kinds = kinds;
        this.profileName = profileName;
        this.references = new References(findings);
        this.settings = new SettingCheck(findings, references);
        this.policyCheck = new PolicyCheck(findings, kinds);
    }

    Manifest manifest(Section root, Optional<Environments> environments, Mapping variables) {
        root.know(List.of("version", "variables", "environments"));
        var metadata = metadata(root);
        policies = policyCheck.read(root);
        PolicyCheck.waivers(root);
        var profiles = root.named("target_profiles", section -> Optional.of(targetProfile(section)));
        profile = profileName.map(profiles::get);
        providers = root.named("providers", this::provider);
        templates = root.named("templates", this::template);
        var secrets = root.sections("secrets", this::secret);
        var config = root.maybeSection("config");
        config.ifPresent(AppConfigCheck::check);
        var manifest = new Manifest(
                version(root), variables, metadata, environments, profiles, providers, secrets, templates, policies,
                root.map("labels"), root.map("annotations"), config.map(Section::mapping), agent(root),
                document(root.mapping(), variables));
        root.done();
        references.check(manifest);
        return manifest;
    }

    private static Mapping document(Mapping root, Mapping variables) {
        return root.at("variables") == null && variables.entries().isEmpty() ? root : Merge.with(root, "variables", variables);
    }

    private static Optional<String> version(Section root) {
        return root.value("version").flatMap(version -> switch (version) {
            case Text text -> Optional.of(text.text());
            case Scalar(var plain, _) when plain != null -> Optional.of(Pythonic.text(plain));
            case Scalar _, Sequence _, Mapping _ -> Optional.empty();
        });
    }

    private Metadata metadata(Section root) {
        return root.maybeSection("metadata")
                .map(section -> {
                    var metadata = new Metadata(
                            section.maybe("project"), section.maybe("owner"), section.texts("environments"),
                            section.texts("compliance"), section.maybe("description"));
                    section.done();
                    return metadata;
                })
                .orElse(new Metadata(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty()));
    }

    private Agent agent(Section root) {
        return root.maybeSection("agent")
                .map(section -> {
                    var mode = section.choice("mode", List.of("auto", "human", "web")).orElse("auto");
                    int least = section.integer("web_port_min", 49152, 1024, 65535);
                    int most = section.integer("web_port_max", 65535, 1024, 65535);
                    if (least > most) {
                        findings.error(section.path(), section.at(), "Value error, web_port_min must be <= web_port_max");
                    }
                    section.done();
                    return new Agent(mode, least, most);
                })
                .orElse(new Agent("auto", 49152, 65535));
    }

    private TargetProfile targetProfile(Section section) {
        var names = section.texts("identity_policies");
        policyCheck.checkNames(section, names, policies, "target_profiles." + section.name());
        return new TargetProfile(names, overrides(section, "provider_overrides"), overrides(section, "target_overrides"));
    }

    private Map<String, Mapping> overrides(Section section, String key) {
        return section.named(key, each -> {
            each.know(each.mapping().entries().keySet());
            return Optional.of(each.mapping());
        });
    }

    private Optional<ProviderDeclaration> provider(Section section) {
        var alias = section.name();
        var kind = section.maybe("kind").filter(each -> !each.isEmpty()).orElse(alias);
        var auth = section.maybeSection("auth");
        var authKind = auth.flatMap(this::authKind);
        section.map("config");
        if (alias.equals(LOCAL) && !kind.equals(LOCAL)) {
            findings.error(section.path("kind"), section.at("kind"), "The alias \"local\" always means this machine", "give the provider another alias");
        }
        kinds.providers().require(kind, kind.equals(alias) ? alias : section.shown("kind"), section.path("kind"), section.at("kind"), findings)
                .ifPresent(known -> providerSettings(section, auth, known));
        section.know(section.mapping().entries().keySet());
        var fallback = section.maybe("fallback_generator").or(() -> auth.flatMap(each -> each.maybe("fallback_generator")));
        return Optional.of(new ProviderDeclaration(alias, kind, authKind, fallback, section.mapping(), section.at()));
    }

    private Optional<String> authKind(Section auth) {
        auth.map("config");
        auth.named("profiles", each -> {
            if (each.choice("kind", AUTH_KINDS).isEmpty() && each.mapping().at("kind") == null) {
                each.missing("kind");
            }
            each.map("config");
            return Optional.of(true);
        });
        return auth.isNull("kind") ? Optional.empty() : auth.choice("kind", AUTH_KINDS);
    }

    /// A setting may stand below `auth.config`, in `auth`, below `config` or beside them.
    private void providerSettings(Section section, Optional<Section> auth, Catalog.Kind kind) {
        var known = settings.index(kind.settings());
        settings.check(section.path(), section.mapping(), known, PROVIDER_KEYS, "");
        settings.check(section.path("config"), section.map("config"), known, Set.of(), "");
        auth.ifPresent(each -> {
            settings.check(each.path(), each.mapping(), known, AUTH_KEYS, "");
            settings.check(each.path("config"), each.map("config"), known, Set.of(), "");
        });
        var given = new TreeSet<>(section.mapping().entries().keySet());
        given.addAll(section.map("config").entries().keySet());
        auth.ifPresent(each -> given.addAll(each.mapping().entries().keySet()));
        auth.ifPresent(each -> given.addAll(each.map("config").entries().keySet()));
        known.values().stream()
                .filter(setting -> setting.required() && setting.variable().isEmpty() && setting.fallback().isEmpty())
                .filter(setting -> !given.contains(setting.key()))
                .forEach(setting -> section.missing("config." + setting.key()));
    }

    private Optional<Template> template(Section section) {
        var description = section.maybe("description").orElse("");
        if (section.mapping().at("fields") == null) {
            section.missing("fields");
        }
        var owner = "template '" + section.name() + "'";
        var fields = section.named("fields", field -> field(field, owner));
        var targets = targets(section, owner);
        return Optional.of(new Template(description, fields, targets, section.at()));
    }

    private Optional<Field> field(Section section, String owner) {
        var description = section.maybe("description").orElse("");
        if (section.mapping().at("generator") == null) {
            section.missing("generator");
        }
        var generator = new ArrayList<GeneratorDeclaration>();
        section.inside("generator", each -> generator(each).ifPresent(generator::add));
        var targets = targets(section, owner);
        return generator.stream().findFirst().map(each -> new Field(description, each, targets, section.at()));
    }

    private Optional<GeneratorDeclaration> generator(Section section) {
        var kind = section.need("kind");
        var config = section.map("config");
        return kind.map(name -> {
            kinds.generators().require(name, section.shown("kind"), section.path("kind"), section.at("kind"), findings)
                    .ifPresent(known -> settings.check(section.path("config"), config, known, Set.of(), "", true));
            return new GeneratorDeclaration(name, config, section.at());
        });
    }

    private Optional<Declaration> secret(Section section) {
        var name = section.need("name");
        name.ifPresent(each -> declare(section, each));
        var kind = section.need("kind");
        var source = source(section, name.orElse(""));
        var config = section.map("config");
        kind.ifPresent(each -> secretKind(section, each, config, name.orElse(""), source.isEmpty()));
        var period = section.maybe("rotation_period");
        period.ifPresent(each -> policyCheck.period(section.path("rotation_period"), section.at("rotation_period"), each));
        var targets = targets(section, "secret '" + section.shown("name") + "'");
        var instructions = section.maybeSection("agent_instructions");
        instructions.ifPresent(Reading::instructions);
        boolean local = loose(section, "local");
        boolean cloud = loose(section, "local_allow_cloud");
        var declaration = new Declaration(
                name.orElse(""), kind.orElse(""), section.map("vars"), source, config, section.flag("one_time", false), period,
                targets, instructions.map(Section::mapping), section.texts("process_tags"), local, cloud,
                new RotationReading(findings, kinds, settings).read(section, kind.filter(each -> each.startsWith("templates.")).isPresent()),
                section.at());
        if (local && !cloud) {
            localOnly(section, declaration);
        }
        return name.isPresent() && kind.isPresent() ? Optional.of(declaration) : Optional.empty();
    }

    private void declare(Section section, String name) {
        if (name.isBlank()) {
            findings.error(section.path("name"), section.at("name"), "A name should have at least 1 character");
        } else {
            references.declare(name, section.path(), section.at("name"));
        }
    }

    private void secretKind(Section section, String kind, Mapping config, String name, boolean generates) {
        if (kind.startsWith("templates.")) {
            var template = kind.substring("templates.".length());
            if (!templates.containsKey(template)) {
                findings.unknown(section.path("kind"), section.at("kind"), "Unknown template \"" + section.shown("kind").replaceFirst("^templates\\.", "") + "\"", template, List.copyOf(templates.keySet()));
            }
            return;
        }
        kinds.generators().require(kind, section.shown("kind"), section.path("kind"), section.at("kind"), findings)
                .ifPresent(known -> settings.check(section.path("config"), config, known, Set.of(), name, generates));
    }

    /// The switches of locality have a coercion of their own: whatever is not clearly true is false.
    private static boolean loose(Section section, String key) {
        return section.value(key).map(value -> switch (value) {
            case Scalar(Boolean flag, _) -> flag;
            case Scalar(Number number, _) -> number.doubleValue() != 0;
            case Scalar _ -> false;
            case Text text -> Set.of("true", "1", "yes", "on").contains(text.text().strip().toLowerCase(Locale.ROOT));
            case Sequence(var items, _) -> !items.isEmpty();
            case Mapping(var entries, _, _) -> !entries.isEmpty();
        }).orElse(false);
    }

    private void localOnly(Section section, Declaration secret) {
        var targets = new ArrayList<>(secret.targets());
        secret.template().map(templates::get).ifPresent(template -> {
            targets.addAll(template.targets());
            template.fields().values().forEach(field -> targets.addAll(field.targets()));
        });
        targets.stream()
                .filter(target -> !isLocal(target.provider()) || !Set.of("file", "template").contains(target.kind()))
                .forEach(target -> findings.error(section.path("targets"), target.at(),
                        "Value error, the secret '" + section.shown("name") + "' is local-only, and its target"
                                + declared(target) + " leaves this machine",
                        "use a local file or template target, or set local_allow_cloud: true"));
    }

    /// What names a target, if all of it stands in the document or in a catalog, and so not in the environment alone.
    private String declared(TargetDeclaration target) {
        boolean known = providers.containsKey(target.provider()) && kinds.targets().find(target.kind()).isPresent();
        return known ? " " + target.provider() + "/" + target.kind() : "";
    }

    private boolean isLocal(String alias) {
        var provider = providers.get(alias);
        return alias.equals(LOCAL) || (provider != null && provider.kind().equals(LOCAL));
    }

    private static void instructions(Section section) {
        section.need("summary");
        if (section.mapping().at("steps") == null) {
            section.missing("steps");
        }
        section.sections("steps", step -> {
            step.need("action");
            step.need("description");
            step.maybeMap("params");
            step.flag("required", true);
            return Optional.of(true);
        });
        List.of("prerequisites", "required_tools").forEach(section::maybeTexts);
        List.of("automation_hint", "estimated_time", "fallback", "documentation_url").forEach(section::maybe);
        section.done();
    }

    private List<TargetDeclaration> targets(Section section, String owner) {
        return section.sections("targets", target -> target(target, owner));
    }

    private Optional<TargetDeclaration> target(Section section, String owner) {
        var provider = section.need("provider");
        var kind = section.need("kind");
        var own = section.texts("identity_policies");
        policyCheck.checkNames(section, own, policies, owner + ", target " + section.shown("provider") + "/" + section.shown("kind"));
        var config = section.map("config");
        if (provider.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        var profiled = profiled(provider.get(), kind.get(), config);
        checkTarget(section, provider.get(), kind.get(), profiled);
        return Optional.of(new TargetDeclaration(provider.get(), kind.get(), profiled, withProfile(own), section.at()));
    }

    private Mapping profiled(String provider, String kind, Mapping config) {
        if (profile.isEmpty()) {
            return config;
        }
        var none = Mapping.empty(config.at());
        var withProvider = Merge.deep(config, profile.get().providerOverrides().getOrDefault(provider, none));
        return Merge.deep(withProvider, profile.get().targetOverrides().getOrDefault(kind, none));
    }

    private List<String> withProfile(List<String> own) {
        var all = new LinkedHashSet<>(own);
        profile.ifPresent(each -> all.addAll(each.identityPolicies()));
        return profile.isEmpty() ? own : List.copyOf(all);
    }

    private void checkTarget(Section section, String alias, String kind, Mapping config) {
        var bundle = bundle(section, alias);
        var known = kinds.targets().require(kind, section.shown("kind"), section.path("kind"), section.at("kind"), findings);
        if (known.isEmpty()) {
            return;
        }
        var fitting = kinds.targets().find(kind, bundle).orElse(known.get());
        if (!bundle.isEmpty() && !fitting.bundle().equals(bundle)) {
            findings.error(section.path("kind"), section.at("kind"),
                    "The provider \"" + section.shown("provider") + "\" has no targets of the kind \"" + kind + "\"",
                    "\"" + kind + "\" needs a provider of the kind " + fitting.bundle());
        }
        settings.check(section.path("config"), config, fitting, Set.of("target_id"), "", true);
    }

    /// The kind of the provider that an alias stands for; empty when it stands for none.
    private String bundle(Section section, String alias) {
        var declared = providers.get(alias);
        if (alias.equals(LOCAL)) {
            return LOCAL;
        }
        if (declared == null) {
            var known = new ArrayList<>(providers.keySet());
            known.add(LOCAL);
            findings.unknown(section.path("provider"), section.at("provider"), "provider \"" + section.shown("provider") + "\" is not declared", alias, known);
            return "";
        }
        return kinds.providers().find(declared.kind()).map(Catalog.Kind::bundle).orElse("");
    }

    private Optional<Source> source(Section secret, String name) {
        return secret.maybeSection("source").flatMap(section -> {
            var labels = java.util.Arrays.stream(Source.Kind.values()).map(Source.Kind::label).toList();
            var kind = section.choice("kind", labels);
            if (section.mapping().at("kind") == null) {
                section.missing("kind");
            }
            boolean required = section.flag("required", true);
            var config = section.map("config");
            section.done();
            return kind.map(label -> {
                var source = new Source(Source.Kind.valueOf(label.toUpperCase(Locale.ROOT)), required, config, section.at());
                new SourceCheck(findings, section.path("config"), source, section.at("config")).check(references, name, this::requireProvider);
                return source;
            });
        });
    }

    private void requireProvider(String path, Text alias) {
        if (!alias.text().equals(LOCAL) && !providers.containsKey(alias.text())) {
            findings.unknown(path, alias.at(), "provider \"" + alias + "\" is not declared", alias.text(), List.copyOf(providers.keySet()));
        }
    }
}
