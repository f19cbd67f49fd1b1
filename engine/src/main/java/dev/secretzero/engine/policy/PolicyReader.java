package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Standard;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Ground;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads the policies of a manifest. One that cannot be understood is a fault and is left out; so are kinds that are
/// not known, and identity policies, which are judged where providers are connected.
final class PolicyReader {

    private static final String PROPOSED = "90d";
    private static final String FLAG = "true or false";
    private static final String KINDS = "a list of target kinds";
    private static final String TEXTS = "a list of texts";
    private static final String IGNORE = "ignore";
    private static final int MOST_BITS = 4096;

    private final List<Violation> faults = new ArrayList<>();

    /// What was read.
    ///
    /// @param faults policies that cannot be applied
    record Read(List<Policy> policies, List<Violation> faults) {
        Read {
            policies = List.copyOf(policies);
            faults = List.copyOf(faults);
        }
    }

    /// The declared policies, then those that the metadata bring; the second replace the first of the same name.
    static Read read(Manifest manifest) {
        var reader = new PolicyReader();
        var policies = new LinkedHashMap<String, Policy>();
        manifest.policies().forEach((name, body) -> {
            if (PolicyBody.flag(body, "enabled", true).orElse(true)) {
                reader.policy(name, body).ifPresent(policy -> policies.put(name, policy));
            }
        });
        builtIn(manifest).forEach(policy -> policies.put(policy.name(), policy));
        return new Read(List.copyOf(policies.values()), reader.faults);
    }

    /// Whether any policy might refuse a sync.
    static boolean enforces(Manifest manifest) {
        return manifest.policies().values().stream().anyMatch(PolicyReader::enforced);
    }

    /// What cannot be read counts as yes: a typing error must not open a gate.
    private static boolean enforced(Mapping body) {
        return PolicyBody.flag(body, "enforce", false).orElse(true);
    }

    private static List<Policy> builtIn(Manifest manifest) {
        var policies = new ArrayList<Policy>();
        var standards = manifest.metadata().compliance().stream()
                .flatMap(text -> Standard.of(text).stream())
                .distinct()
                .sorted()
                .toList();
        for (var standard : standards) {
            policies.add(switch (standard) {
                case SOC2 -> Policy.builtIn("soc2_rotation", ageing(Severity.WARNING, Optional.of("90d"), true));
                case ISO27001 -> Policy.builtIn("iso27001_rotation", ageing(Severity.WARNING, Optional.empty(), true));
                case PCI_DSS, HIPAA, NIST_800_53, CIS -> Policy.builtIn(standard.label(), advised(standard));
            });
        }
        return policies;
    }

    /// A standard that is only named warns, and does not forbid.
    private static List<Rule> advised(Standard standard) {
        return Packs.rules(standard, Packs.limits(standard)).stream()
                .map(rule -> rule.severity() == Severity.ERROR ? rule.severity(Severity.WARNING) : rule)
                .toList();
    }

    private Optional<Policy> policy(String name, Mapping body) {
        int before = faults.size();
        var rules = switch (PolicyBody.text(body, "kind").orElse("")) {
            case "rotation" -> rotation(name, body);
            case "access" -> access(name, body);
            case "strength" -> strength(name, body);
            case "compliance" -> compliance(name, body);
            default -> List.<Rule>of();
        };
        var secrets = texts(name, body, "secrets", TEXTS);
        var lanes = texts(name, body, "lanes", TEXTS);
        if (rules.isEmpty() || faults.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new Policy(
                name, enforced(body), secrets.stream().map(Glob::of).toList(), Set.copyOf(lanes), rules));
    }

    // Kinds.

    private List<Rule> rotation(String name, Mapping body) {
        var severity = severity(name, body).orElse(Severity.WARNING);
        common(name, body);
        boolean required = flag(name, body, "require_rotation_period", false);
        return ageing(severity, period(name, body, "max_age"), required);
    }

    private static List<Rule> ageing(Severity severity, Optional<String> maxAge, boolean required) {
        var proposed = maxAge.orElse(PROPOSED);
        var rules = new ArrayList<Rule>();
        if (required) {
            rules.add(new Rule("rotation.required", severity, new Check.PeriodRequired(proposed)));
        }
        rules.add(new Rule("rotation.period", severity, new Check.PeriodValid(proposed)));
        maxAge.ifPresent(max -> rules.add(new Rule("rotation.max-age", severity, new Check.PeriodWithin(max))));
        rules.add(new Rule("rotation.overdue", severity, new Check.NotOverdue()));
        return rules;
    }

    private List<Rule> access(String name, Mapping body) {
        var severity = severity(name, body).orElse(Severity.ERROR);
        common(name, body);
        var allowed = Set.copyOf(texts(name, body, "allowed_targets", KINDS));
        var denied = Set.copyOf(texts(name, body, "denied_targets", KINDS));
        return List.of(new Rule("access.target", severity, new Check.Targets(allowed, denied)));
    }

    private List<Rule> strength(String name, Mapping body) {
        var severity = severity(name, body).orElse(Severity.ERROR);
        common(name, body);
        var rules = new ArrayList<Rule>();
        var unknown = unknown(name, body, Optional.of(Severity.INFO));
        bits(name, body).ifPresent(bits ->
                rules.add(new Rule("strength.entropy", severity, new Check.MinEntropy(bits, unknown))));
        var forbidden = texts(name, body, "forbidden_generators", TEXTS);
        if (!forbidden.isEmpty()) {
            rules.add(new Rule("strength.generator", severity, new Check.Generators(Set.copyOf(forbidden))));
        }
        if (!flag(name, body, "allow_literals", true)) {
            rules.add(new Rule("strength.literal", severity, new Check.NoLiterals()));
        }
        return rules;
    }

    private List<Rule> compliance(String name, Mapping body) {
        var severity = severity(name, body);
        common(name, body);
        var written = PolicyBody.text(body, "standard");
        expect(written.isPresent(), name, body, "standard", "a text");
        var standard = written.flatMap(Standard::of);
        if (standard.isEmpty()) {
            return List.of();
        }
        var requirements = body.at("requirements") instanceof Mapping map ? map : Mapping.empty(body.at());
        var rules = Packs.rules(standard.get(), limits(name, requirements, Packs.limits(standard.get())));
        return rules.stream().map(rule -> severity.map(rule::severity).orElse(rule)).toList();
    }

    private Packs.Limits limits(String name, Mapping body, Packs.Limits otherwise) {
        var development = texts(name, body, "development", TEXTS);
        return new Packs.Limits(
                period(name, body, "max_age").orElse(otherwise.maxAge()),
                bits(name, body).orElse(otherwise.minEntropy()),
                unknown(name, body, otherwise.unknown()),
                development.isEmpty() ? otherwise.development() : lower(development),
                Set.copyOf(texts(name, body, "forbidden_generators", TEXTS)));
    }

    private static Set<String> lower(Collection<String> names) {
        return Set.copyOf(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    // Members.

    private void common(String name, Mapping body) {
        flag(name, body, "enabled", true);
        flag(name, body, "enforce", false);
    }

    private boolean flag(String name, Mapping body, String key, boolean fallback) {
        var flag = PolicyBody.flag(body, key, fallback);
        expect(flag.isPresent(), name, body, key, FLAG);
        return flag.orElse(fallback);
    }

    private Optional<String> period(String name, Mapping body, String key) {
        var text = PolicyBody.text(body, key);
        boolean fine = PolicyBody.absent(body, key) || text.flatMap(Rotation::period).isPresent();
        expect(fine, name, body, key, "a period like " + PROPOSED);
        return text;
    }

    private Optional<Integer> bits(String name, Mapping body) {
        var bits = PolicyBody.whole(body, "min_entropy").filter(number -> number > 0 && number <= MOST_BITS);
        boolean fine = PolicyBody.absent(body, "min_entropy") || bits.isPresent();
        expect(fine, name, body, "min_entropy", "a number of bits from 1 to " + MOST_BITS);
        return bits;
    }

    private List<String> texts(String name, Mapping body, String key, String expected) {
        var texts = PolicyBody.texts(body, key);
        expect(texts.isPresent(), name, body, key, expected);
        return texts.orElse(List.of());
    }

    /// Empty when the policy does not say.
    private Optional<Severity> severity(String name, Mapping body) {
        var severity = PolicyBody.severity(body, Severity.ERROR);
        expect(severity.isPresent(), name, body, "severity", "error, warning or info");
        return PolicyBody.absent(body, "severity") ? Optional.empty() : severity;
    }

    private Optional<Severity> unknown(String name, Mapping body, Optional<Severity> fallback) {
        var word = PolicyBody.absent(body, "unknown_entropy")
                ? fallback.map(Severity::label).orElse(IGNORE)
                : PolicyBody.text(body, "unknown_entropy").orElse("");
        var severity = Severity.of(word);
        expect(severity.isPresent() || word.equals(IGNORE), name, body, "unknown_entropy", "ignore, info, warning or error");
        return severity;
    }

    private void expect(boolean fine, String name, Mapping body, String key, String expected) {
        if (!fine) {
            Mark at = Optional.ofNullable(body.at(key)).map(Value::at).orElse(body.at());
            String message = "policy \"" + name + "\" cannot be applied: " + key + " must be " + expected;
            var ground = new Ground(
                    "policy.invalid",
                    "Every policy can be applied.",
                    Optional.empty(),
                    Policies.position(at),
                    enforced(body),
                    Cure.DECLARATION);
            faults.add(new Violation(name, Severity.ERROR, "", message, "Mend " + key + " at " + at, ground));
        }
    }
}
