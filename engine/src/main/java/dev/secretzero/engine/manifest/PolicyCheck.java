package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Checks the shape of every policy, and the places that name one.
final class PolicyCheck {

    static final List<String> SEVERITIES = List.of("error", "warning", "info");
    static final List<String> MATCHES = List.of("all", "any");
    private static final List<String> MATCHERS = List.of("glob", "regex", "any_glob", "all_glob");
    static final List<String> KINDS = List.of("rotation", "compliance", "access", "provider_identity", "strength");
    static final List<String> UNKNOWN_ENTROPY = List.of("ignore", "info", "warning", "error");

    private final Findings findings;
    private final Kinds kinds;

    PolicyCheck(Findings findings, Kinds kinds) {
        this.findings = findings;
        this.kinds = kinds;
    }

    /// Reads the block `policies`. What is not a map is left out, with a warning.
    Map<String, Mapping> read(Section root) {
        var policies = new LinkedHashMap<String, Mapping>();
        root.map("policies").entries().forEach((name, value) -> {
            var path = "policies." + name;
            if (value instanceof Mapping body) {
                check(Section.of(findings, path, name, body));
                policies.put(name, body);
            } else {
                findings.warning(path, value.at(), "The policy \"" + name + "\" is not a dictionary and has no effect");
            }
        });
        return policies;
    }

    private void check(Section policy) {
        var kind = policy.need("kind").orElse("");
        switch (kind) {
            case "rotation" -> rotation(policy);
            case "compliance" -> compliance(policy);
            case "access" -> access(policy);
            case "strength" -> strength(policy);
            case "provider_identity" -> identity(policy);
            case "" -> {}
            default -> findings.warning(policy.path("kind"), policy.at("kind"), "The policy kind \"" + policy.shown("kind") + "\" is unknown and has no effect",
                    Suggestion.hint(kind, KINDS).orElse(""));
        }
    }

    private static void common(Section policy) {
        policy.maybe("name");
        policy.flag("enabled", true);
        policy.maybe("description");
        policy.choice("severity", SEVERITIES);
    }

    /// What every policy has that may be enforced.
    private static void enforceable(Section policy) {
        common(policy);
        policy.flag("enforce", false);
        policy.texts("secrets");
        policy.texts("lanes");
    }

    private void rotation(Section policy) {
        enforceable(policy);
        policy.flag("require_rotation_period", false);
        policy.maybe("max_age").ifPresent(age -> period(policy.path("max_age"), policy.at("max_age"), age));
        policy.done();
    }

    /// Warns of a period that nothing can be reckoned with.
    void period(String path, Mark at, String period) {
        if (!period.matches("0*[1-9]\\d{0,5}[dwmyDWMY]")) {
            findings.warning(path, at, "The period is not a number of days, weeks, months or years, and has no effect",
                    "write it as 90d, 12w, 3m or 1y");
        }
    }

    private void compliance(Section policy) {
        enforceable(policy);
        policy.need("standard").filter(text -> Standard.of(text).isEmpty()).ifPresent(text -> findings.warning(
                policy.path("standard"), policy.at("standard"),
                "There are no rules for the standard \"" + policy.shown("standard") + "\"; the policy has no effect",
                Suggestion.hint(text, Standard.labels()).orElse("")));
        policy.inside("requirements", requirements -> {
            requirements.maybe("max_age").ifPresent(age -> period(requirements.path("max_age"), requirements.at("max_age"), age));
            requirements.texts("development");
            strong(requirements);
        });
        policy.done();
    }

    private void strength(Section policy) {
        enforceable(policy);
        strong(policy);
        policy.flag("allow_literals", true);
        policy.done();
        var demands = List.of("min_entropy", "forbidden_generators", "allow_literals");
        if (demands.stream().allMatch(key -> policy.mapping().at(key) == null)) {
            findings.warning(policy.path(), policy.at(), "The policy demands nothing and has no effect",
                    "set min_entropy, forbidden_generators or allow_literals");
        }
    }

    private void strong(Section section) {
        section.integer("min_entropy", 1, 1, 4096);
        section.choice("unknown_entropy", UNKNOWN_ENTROPY);
        section.texts("forbidden_generators").forEach(kind -> generatorKind(section, kind));
    }

    private void generatorKind(Section section, String kind) {
        var known = new Findings();
        var path = section.path("forbidden_generators");
        if (kinds.generators().require(kind, kind, path, section.at("forbidden_generators"), known).isEmpty() && known.failed()) {
            findings.warning(path, section.at("forbidden_generators"), "No generator kind is called \"" + kind + "\"");
        }
    }

    /// Checks the block `waivers`.
    static void waivers(Section root) {
        root.sections("waivers", waiver -> {
            waiver.need("rule");
            said(waiver, "owner");
            said(waiver, "reason");
            atLeastOne(waiver, "secrets", waiver.texts("secrets").size());
            until(waiver);
            waiver.strict();
            return Optional.of(true);
        });
    }

    private static void said(Section waiver, String key) {
        if (waiver.need(key).filter(String::isBlank).isPresent()) {
            waiver.wrong(key, "a text that is not blank");
        }
    }

    private static void until(Section waiver) {
        switch (waiver.value("until").orElse(null)) {
            case null -> waiver.missing("until");
            case Value.Scalar(java.time.LocalDate _, _) -> {}
            case Text text when isDay(text.text()) -> {}
            case Value _ -> waiver.wrong("until", "a day like 2027-01-31");
        }
    }

    private static boolean isDay(String text) {
        try {
            return java.time.LocalDate.parse(text).getYear() > 0;
        } catch (java.time.DateTimeException e) {
            return false;
        }
    }

    private void access(Section policy) {
        enforceable(policy);
        for (var key : List.of("allowed_targets", "denied_targets")) {
            policy.texts(key).forEach(kind -> targetKind(policy, key, kind));
        }
        policy.done();
    }

    private void targetKind(Section policy, String key, String kind) {
        var known = new Findings();
        if (kinds.targets().require(kind, kind, policy.path(key), policy.at(key), known).isEmpty() && known.failed()) {
            findings.warning(policy.path(key), policy.at(key), "No target kind is called \"" + kind + "\"");
        }
    }

    private void identity(Section policy) {
        common(policy);
        policy.choice("match", MATCHES);
        atLeastOne(policy, "providers", policy.texts("providers").size());
        var rules = policy.sections("rules", rule -> {
            rule(rule);
            return Optional.of(true);
        });
        atLeastOne(policy, "rules", rules.size());
        policy.strict();
    }

    private static void atLeastOne(Section policy, String key, int size) {
        var value = policy.mapping().at(key);
        if (value == null) {
            policy.missing(key);
        } else if (size == 0 && value instanceof Sequence(var items, _) && items.isEmpty()) {
            policy.tooShort(key);
        }
    }

    private void rule(Section rule) {
        rule.need("field");
        rule.maybe("glob");
        rule.maybe("regex").ifPresent(regex -> checkRegex(rule, regex));
        for (var key : List.of("any_glob", "all_glob")) {
            if (!rule.isNull(key)) {
                rule.texts(key);
                if (rule.mapping().at(key) instanceof Sequence(var items, _) && items.isEmpty()) {
                    rule.tooShort(key);
                }
            }
        }
        long matchers = MATCHERS.stream().filter(key -> rule.mapping().at(key) != null && !rule.isNull(key)).count();
        if (matchers != 1) {
            findings.error(rule.path(), rule.at(), "Value error, a rule has exactly one of glob, regex, any_glob and all_glob, not " + matchers);
        }
        rule.strict();
    }

    private void checkRegex(Section rule, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            findings.warning(rule.path("regex"), rule.at("regex"), "The regular expression is faulty, so that the rule always fails");
        }
    }

    /// Checks that identity policies which are named exist and are of that kind.
    ///
    /// @param user who names them, as it is shown to people
    void checkNames(Section section, List<String> names, Map<String, Mapping> policies, String user) {
        for (var name : names) {
            var policy = policies.get(name);
            boolean fits = policy != null && policy.at("kind") instanceof Text kind && kind.text().equals("provider_identity");
            if (!fits) {
                var path = section.path("identity_policies");
                var message = "Unknown identity_policies reference '" + name + "' of " + user;
                findings.unknown(path, section.at("identity_policies"), message + (policy == null ? "" : ": it is not of the kind provider_identity"),
                        name, List.copyOf(policies.keySet()));
            }
        }
    }
}
