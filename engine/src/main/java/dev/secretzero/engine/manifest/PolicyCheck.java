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
    static final List<String> KINDS = List.of("rotation", "compliance", "access", "provider_identity");

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

    private void rotation(Section policy) {
        common(policy);
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

    private static void compliance(Section policy) {
        common(policy);
        policy.need("standard");
        policy.map("requirements");
        policy.done();
    }

    private void access(Section policy) {
        common(policy);
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

    private void atLeastOne(Section policy, String key, int size) {
        var value = policy.mapping().at(key);
        if (value == null) {
            policy.missing(key);
        } else if (size == 0 && value instanceof Sequence(var items, _) && items.isEmpty()) {
            tooShort(policy, key);
        }
    }

    private void tooShort(Section section, String key) {
        findings.error(section.path(key), section.at(key), "List should have at least 1 item after validation, not 0");
    }

    private void rule(Section rule) {
        rule.need("field");
        rule.maybe("glob");
        rule.maybe("regex").ifPresent(regex -> checkRegex(rule, regex));
        for (var key : List.of("any_glob", "all_glob")) {
            if (!rule.isNull(key)) {
                rule.texts(key);
                if (rule.mapping().at(key) instanceof Sequence(var items, _) && items.isEmpty()) {
                    tooShort(rule, key);
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
