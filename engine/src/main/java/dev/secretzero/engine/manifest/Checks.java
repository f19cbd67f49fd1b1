package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Text;
import dev.secretzero.spi.Setting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules that compare parts of a manifest with each other and with what the bundles offer.
final class Checks {

    private static final Pattern PERIOD = Pattern.compile("0*[1-9]\\d{0,5}[dwmyDWMY]");
    private static final Set<String> SENTINELS = Set.of("", "auto");

    /// Kinds that existing Secretfiles use and that no bundle of this build offers: such files still load.
    private static final Set<String> ELSEWHERE = Set.of(
            "ssm_parameter", "secrets_manager", "key_vault", "azure_keyvault", "vault_kv", "kv", "kubernetes_secret",
            "external_secret", "github_secret", "github_organization_secret", "gitlab_variable", "gitlab_group_variable",
            "gitlab_service_account_member", "jenkins_credential", "sops_file", "git_crypt_file", "ansible_vault_file",
            "vercel_env", "keeper_record", "azdo_variable_group", "azdo_pipeline_variable", "azdo_environment_variable",
            "azdo_secure_file", "azdo_keyvault_variable_group", "infisical_secret", "azure_app_reg",
            "entra-agent-blueprint", "provider_backed", "github_pat", "gitlab_project_token", "gitlab_group_token",
            "gitlab_group_service_account", "azdo_pat", "api", "aws", "azure", "vault", "gcp", "github", "gitlab",
            "jenkins", "kubernetes", "ansible_vault", "sops", "git_crypt", "infisical", "entra-agent-id", "vercel",
            "keeper", "azure_devops");

    private final Manifest manifest;
    private final Catalog catalog;
    private final Findings findings;
    private final Map<String, Catalog.Kind> targetKinds = new HashMap<>();
    private final Map<String, Catalog.Kind> generatorKinds = new HashMap<>();

    Checks(Manifest manifest, Catalog catalog, Findings findings) {
        this.manifest = manifest;
        this.catalog = catalog;
        this.findings = findings;
        catalog.targets().forEach(kind -> targetKinds.put(kind.kind(), kind));
        catalog.generators().forEach(kind -> generatorKinds.put(kind.kind(), kind));
    }

    void run() {
        names();
        manifest.providers().forEach((alias, provider) -> provider(provider));
        for (int i = 0; i < manifest.secrets().size(); i++) {
            secret(manifest.secrets().get(i), "secrets." + i);
        }
        manifest.templates().forEach((name, template) -> template.fields().forEach((field, declared) -> {
            var path = "templates." + name + ".fields." + field;
            generator(declared.generator(), path + ".generator");
            targets(declared.targets(), path);
        }));
        manifest.templates().forEach((name, template) -> targets(template.targets(), "templates." + name));
        places();
        references();
        profiles();
    }

    private void names() {
        var seen = new HashMap<String, Mark>();
        for (int i = 0; i < manifest.secrets().size(); i++) {
            var secret = manifest.secrets().get(i);
            var first = seen.putIfAbsent(secret.name(), secret.at());
            if (first != null && !secret.name().isEmpty()) {
                findings.error(
                        "secrets." + i + ".name",
                        secret.at(),
                        "secret \"" + secret.name() + "\" is declared twice",
                        "the first declaration is at line " + first.line());
            }
        }
    }

    private void provider(Manifest.ProviderDeclaration provider) {
        if (catalog.provider(provider.kind()).isEmpty()) {
            unknown(
                    "providers." + provider.alias() + ".kind",
                    provider.at(),
                    "provider",
                    provider.kind(),
                    catalog.providers().stream().map(Catalog.Kind::kind).toList());
        }
    }

    private void secret(Declaration secret, String path) {
        var template = secret.template();
        if (template.isPresent()) {
            if (!manifest.templates().containsKey(template.get())) {
                findings.unknown(
                        path + ".kind",
                        secret.at(),
                        "template \"" + template.get() + "\" is not declared",
                        template.get(),
                        List.copyOf(manifest.templates().keySet()));
            }
        } else if (!secret.kind().isEmpty()) {
            generator(new GeneratorDeclaration(secret.kind(), secret.config(), secret.at()), path);
        }
        targets(secret.targets(), path);
        secret.rotationPeriod()
                .filter(period -> !PERIOD.matcher(period).matches())
                .ifPresent(period -> findings.warning(
                        path + ".rotation_period",
                        secret.at(),
                        "rotation_period \"" + period + "\" is not a period, so the secret is never due",
                        "write digits and one of d, w, m, y: 90d"));
        local(secret, path);
    }

    private void local(Declaration secret, String path) {
        if (!secret.local() || secret.localAllowCloud()) {
            return;
        }
        var targets = manifest.units(secret).stream().flatMap(unit -> unit.targets().stream()).toList();
        for (var target : targets) {
            if (!target.provider().equals("local") || !Set.of("file", "template").contains(target.kind())) {
                findings.error(
                        path + ".targets",
                        target.at(),
                        "secret \"" + secret.name() + "\" is local-only and must not go to " + target.provider() + "/"
                                + target.kind(),
                        "take the target away, or set local_allow_cloud: true");
            }
        }
    }

    private void generator(GeneratorDeclaration generator, String path) {
        var kind = generatorKinds.get(generator.kind());
        if (kind == null) {
            unknown(
                    path + ".kind",
                    generator.at(),
                    "generator",
                    generator.kind(),
                    List.copyOf(generatorKinds.keySet()));
        } else {
            settings(kind, generator.config(), path + ".config");
        }
    }

    private void targets(List<TargetDeclaration> targets, String path) {
        for (int i = 0; i < targets.size(); i++) {
            target(targets.get(i), path + ".targets." + i);
        }
    }

    private void target(TargetDeclaration target, String path) {
        var alias = target.provider();
        if (!alias.equals("local") && !alias.isEmpty() && !manifest.providers().containsKey(alias)) {
            var known = new ArrayList<>(manifest.providers().keySet());
            known.add("local");
            findings.unknown(
                    path + ".provider", target.at(), "provider \"" + alias + "\" is not declared", alias, known);
        }
        var kind = targetKinds.get(target.kind());
        if (kind == null) {
            if (!target.kind().isEmpty()) {
                unknown(path + ".kind", target.at(), "target", target.kind(), List.copyOf(targetKinds.keySet()));
            }
        } else {
            settings(kind, target.config(), path + ".config");
        }
        for (var policy : target.identityPolicies()) {
            identityPolicy(policy, target, path);
        }
    }

    private void identityPolicy(String policy, TargetDeclaration target, String path) {
        var declared = manifest.policies().get(policy);
        boolean fits = declared != null
                && declared.at("kind") instanceof Text text
                && text.text().equals("provider_identity");
        if (!fits) {
            findings.error(
                    path + ".identity_policies",
                    target.at(),
                    "Unknown identity_policies reference '" + policy + "' at " + target.provider() + "/" + target.kind(),
                    "declare it below policies with kind: provider_identity");
        }
    }

    private void unknown(String path, Mark at, String role, String kind, List<String> known) {
        if (ELSEWHERE.contains(kind)) {
            findings.warning(path, at, role + " kind \"" + kind + "\" is not supported by this build");
        } else if (!kind.isEmpty()) {
            findings.unknown(
                    path, at, "there is no " + role + " kind \"" + kind + "\"", kind, known.stream().sorted().toList());
        }
    }

    private void settings(Catalog.Kind kind, Mapping config, String path) {
        var settings = new LinkedHashMap<String, Setting>();
        kind.settings().forEach(setting -> settings.put(setting.key(), setting));
        config.entries().forEach((key, value) -> {
            var setting = settings.get(key);
            if (setting != null) {
                setting(setting, value, path + "." + key);
            } else if (!key.equals("provider") && !key.equals("target_id")) {
                findings.warning(
                        path + "." + key,
                        config.keys().getOrDefault(key, value.at()),
                        kind.kind() + " has no setting \"" + key + "\"",
                        Suggestion.hint(key, settings.keySet()).orElse(""));
            }
        });
        settings.values().stream()
                .filter(setting -> setting.required() && setting.fallback().isEmpty() && setting.variable().isEmpty())
                .filter(setting -> config.at(setting.key()) == null)
                .forEach(setting -> findings.error(path + "." + setting.key(), config.at(), "Field required"));
    }

    private void setting(Setting setting, Value value, String path) {
        if (value instanceof Text text && Interpolation.hasPlaceholder(text.text())) {
            return;
        }
        var wrong = fault(setting, value);
        if (wrong.isPresent()) {
            findings.error(path, value.at(), wrong.get());
            return;
        }
        if (!setting.choices().isEmpty() && value instanceof Text text && !text.text().isBlank()
                && !setting.choices().contains(text.text())) {
            findings.unknown(
                    path,
                    value.at(),
                    "Input should be " + String.join(", ", setting.choices()) + ", not \"" + value + "\"",
                    text.text(),
                    setting.choices());
        }
    }

    private static Optional<String> fault(Setting setting, Value value) {
        boolean isNull = value instanceof Value.Scalar scalar && scalar.value() == null;
        boolean map = value instanceof Mapping;
        boolean list = value instanceof Value.Sequence;
        boolean fits = isNull || switch (setting.type()) {
            case ANY -> true;
            case LIST -> !map;
            case MAP -> map;
            case INTEGER -> whole(value);
            case FLAG -> flag(value);
            case TEXT, SECRET, PATH, URI, DURATION, REFERENCE -> !map && !list;
        };
        return fits ? Optional.empty() : Optional.of("Input should be " + word(setting.type()));
    }

    private static boolean whole(Value value) {
        return switch (value) {
            case Text text -> text.text().isBlank() || text.text().strip().matches("[+-]?\\d+");
            case Value.Scalar scalar -> scalar.value() instanceof Number number
                    && number.doubleValue() == Math.rint(number.doubleValue());
            case Mapping _, Value.Sequence _ -> false;
        };
    }

    private static boolean flag(Value value) {
        return switch (value) {
            case Text text -> text.text().isBlank()
                    || Set.of("true", "false", "yes", "no", "on", "off", "1", "0", "t", "f", "y", "n")
                            .contains(text.text().strip().toLowerCase(java.util.Locale.ROOT));
            case Value.Scalar scalar -> scalar.value() instanceof Boolean
                    || (scalar.value() instanceof Number n && (n.doubleValue() == 0 || n.doubleValue() == 1));
            case Mapping _, Value.Sequence _ -> false;
        };
    }

    private static String word(Setting.Type type) {
        return switch (type) {
            case INTEGER -> "a valid integer";
            case FLAG -> "a valid boolean";
            case LIST -> "a valid list";
            case MAP -> "a valid dictionary";
            case DURATION -> "a length of time, such as 12h or 30d";
            case TEXT, SECRET, PATH, URI, REFERENCE, ANY -> "a valid string";
        };
    }

    /// Two units must not claim one key of one file.
    private void places() {
        var claimed = new HashMap<String, Unit>();
        for (var unit : manifest.units()) {
            for (var target : unit.targets()) {
                if (target.kind().equals("file")) {
                    claim(unit, target, claimed);
                }
            }
        }
    }

    private void claim(Unit unit, TargetDeclaration target, Map<String, Unit> claimed) {
        var path = text(target.config(), "path").filter(p -> !p.isBlank()).orElse(".env");
        var key = text(target.config(), "key").map(String::strip).filter(k -> !k.isEmpty()).orElse(unit.place());
        var other = claimed.putIfAbsent(path + "\n" + key, unit);
        if (other == null || other.entry().equals(unit.entry())) {
            return;
        }
        var message = other.entry() + " and " + unit.entry() + " both write " + key + " to " + path;
        if (unit.field().isPresent() && other.field().isPresent()) {
            findings.warning("", target.at(), message, "give them different paths: the last one would win");
        } else {
            findings.error("", target.at(), message, "give one of them another path or another key");
        }
    }

    // What is made from what.

    private void references() {
        var edges = new LinkedHashMap<String, Set<String>>();
        for (int i = 0; i < manifest.secrets().size(); i++) {
            var secret = manifest.secrets().get(i);
            edges.put(secret.name(), sources(secret, "secrets." + i));
        }
        circles(edges);
    }

    private Set<String> sources(Declaration secret, String path) {
        var names = new LinkedHashSet<String>();
        secret.source()
                .filter(source -> source.kind() == Source.Kind.SECRET_REF)
                .flatMap(source -> text(source.config(), "secret"))
                .ifPresent(name -> reference(name, path + ".source.config.secret", secret, names));
        for (var unit : manifest.units(secret)) {
            var kind = generatorKinds.get(unit.generator().kind());
            if (kind != null) {
                kind.settings().stream()
                        .filter(setting -> setting.type() == Setting.Type.REFERENCE)
                        .forEach(setting -> text(unit.generator().config(), setting.key())
                                .ifPresent(name -> reference(name, path + ".config." + setting.key(), secret, names)));
            }
        }
        return names;
    }

    private void reference(String name, String path, Declaration secret, Set<String> names) {
        var owner = owner(name);
        if (owner.isPresent()) {
            names.add(owner.get());
        } else if (!SENTINELS.contains(name)) {
            findings.unknown(
                    path,
                    secret.at(),
                    "secret \"" + name + "\" is not declared",
                    name,
                    manifest.secrets().stream().map(Declaration::name).toList());
        }
    }

    private Optional<String> owner(String name) {
        if (manifest.secret(name).isPresent()) {
            return Optional.of(name);
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? owner(name.substring(0, dot)) : Optional.empty();
    }

    /// Takes away what depends on nothing that is left, until nothing can be taken: what remains is in a circle, or
    /// made from one.
    private void circles(Map<String, Set<String>> edges) {
        var users = new HashMap<String, List<String>>();
        var open = new HashMap<String, Integer>();
        var free = new ArrayDeque<String>();
        edges.forEach((name, sources) -> {
            open.put(name, sources.size());
            sources.forEach(source -> users.computeIfAbsent(source, key -> new ArrayList<>()).add(name));
            if (sources.isEmpty()) {
                free.add(name);
            }
        });
        var left = new HashSet<>(edges.keySet());
        while (!free.isEmpty()) {
            var name = free.poll();
            left.remove(name);
            for (var user : users.getOrDefault(name, List.of())) {
                if (open.merge(user, -1, Integer::sum) == 0) {
                    free.add(user);
                }
            }
        }
        edges.keySet().stream().filter(left::contains).findFirst().flatMap(manifest::secret).ifPresent(secret -> findings.error(
                "secrets",
                secret.at(),
                "these secrets are made from each other in a circle: "
                        + String.join(", ", left.stream().sorted().limit(10).toList())));
    }

    private void profiles() {
        manifest.targetProfiles().forEach((name, profile) -> profile.identityPolicies().stream()
                .filter(policy -> !manifest.policies().containsKey(policy))
                .forEach(policy -> findings.error(
                        "target_profiles." + name + ".identity_policies",
                        manifest.document().at(),
                        "target_profiles." + name + ".identity_policies references unknown policy '" + policy + "'")));
    }

    private static Optional<String> text(Mapping config, String key) {
        return config.at(key) instanceof Text text ? Optional.of(text.text()) : Optional.empty();
    }
}
