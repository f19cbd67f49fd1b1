package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Judges a manifest and its lockfile by the declared policies, and by those that a compliance standard brings with it.
///
/// Violations come in the order of the secrets, and of each secret in the order of the policies. A policy that cannot be understood
/// is itself an error: it stands first, with no secret. Kinds that are not known here, and those that are judged while provider
/// identities are checked, are left out.
public final class Policies {

    private static final String PROPOSED = "90d";
    private static final String FLAG = "true or false";
    private static final String KINDS = "a list of target kinds";

    private final Manifest manifest;
    private final Lock lock;
    private final Instant now;
    private final List<Violation> violations = new ArrayList<>();

    private Policies(Manifest manifest, Lock lock, Instant now) {
        this.manifest = manifest;
        this.lock = lock;
        this.now = now;
    }

    /// What the policies say at a moment.
    public static Verdict judge(Manifest manifest, Lock lock, Instant now) {
        return new Policies(manifest, lock, now).verdict();
    }

    /// A rule that a policy declares.
    private sealed interface Rule {
        String name();

        Severity severity();

        /// @param maxAge the longest period that is allowed
        /// @param required every secret needs a period
        record Ageing(String name, Severity severity, Optional<String> maxAge, boolean required) implements Rule {}

        /// @param allowed target kinds; empty: all
        record Access(String name, Severity severity, Set<String> allowed, Set<String> denied) implements Rule {}
    }

    private Verdict verdict() {
        var rules = new LinkedHashMap<String, Rule>();
        manifest.policies().forEach((name, body) -> {
            if (PolicyBody.flag(body, "enabled", true).orElse(true)) {
                rule(name, body).ifPresent(rule -> rules.put(name, rule));
            }
        });
        builtIn().forEach(rule -> rules.put(rule.name(), rule));
        manifest.secrets().forEach(secret -> rules.values().forEach(rule -> check(rule, secret)));
        return new Verdict(violations);
    }

    // ---- reading the policies

    private Optional<Rule> rule(String name, Mapping body) {
        return switch (PolicyBody.text(body, "kind").orElse("")) {
            case "rotation" -> ageing(name, body);
            case "access" -> access(name, body);
            default -> Optional.empty();
        };
    }

    private Optional<Rule> ageing(String name, Mapping body) {
        int before = violations.size();
        var severity = severity(name, body, Severity.WARNING);
        var enabled = PolicyBody.flag(body, "enabled", true);
        var required = PolicyBody.flag(body, "require_rotation_period", false);
        var maxAge = PolicyBody.text(body, "max_age");
        boolean bounded = PolicyBody.absent(body, "max_age") || maxAge.flatMap(Rotation::period).isPresent();
        expect(enabled.isPresent(), name, body, "enabled", FLAG);
        expect(required.isPresent(), name, body, "require_rotation_period", FLAG);
        expect(bounded, name, body, "max_age", "a period like " + PROPOSED);
        return violations.size() == before
                ? Optional.of(new Rule.Ageing(name, severity, maxAge, required.orElse(false)))
                : Optional.empty();
    }

    private Optional<Rule> access(String name, Mapping body) {
        int before = violations.size();
        var severity = severity(name, body, Severity.ERROR);
        var enabled = PolicyBody.flag(body, "enabled", true);
        var allowed = PolicyBody.texts(body, "allowed_targets");
        var denied = PolicyBody.texts(body, "denied_targets");
        expect(enabled.isPresent(), name, body, "enabled", FLAG);
        expect(allowed.isPresent(), name, body, "allowed_targets", KINDS);
        expect(denied.isPresent(), name, body, "denied_targets", KINDS);
        return violations.size() == before
                ? Optional.of(new Rule.Access(name, severity, set(allowed), set(denied)))
                : Optional.empty();
    }

    private static Set<String> set(Optional<List<String>> texts) {
        return texts.map(Set::copyOf).orElse(Set.of());
    }

    private Severity severity(String name, Mapping body, Severity fallback) {
        var severity = PolicyBody.severity(body, fallback);
        expect(severity.isPresent(), name, body, "severity", "error, warning or info");
        return severity.orElse(fallback);
    }

    private void expect(boolean fine, String name, Mapping body, String key, String expected) {
        if (!fine) {
            var at = Optional.ofNullable(body.at(key)).map(Value::at).orElse(body.at());
            String message = "policy \"" + name + "\" cannot be applied: " + key + " must be " + expected;
            violations.add(new Violation(name, Severity.ERROR, "", message, "Mend " + key + " at " + at));
        }
    }

    private List<Rule> builtIn() {
        var standards = manifest.metadata().compliance().stream()
                .map(standard -> standard.toLowerCase(Locale.ROOT))
                .toList();
        var rules = new ArrayList<Rule>();
        if (standards.contains("soc2")) {
            rules.add(new Rule.Ageing("soc2_rotation", Severity.WARNING, Optional.of("90d"), true));
        }
        if (standards.contains("iso27001")) {
            rules.add(new Rule.Ageing("iso27001_rotation", Severity.WARNING, Optional.empty(), true));
        }
        return rules;
    }

    // ---- applying them

    private void check(Rule rule, Declaration secret) {
        switch (rule) {
            case Rule.Ageing ageing -> check(ageing, secret);
            case Rule.Access access -> targets(secret).forEach(target -> check(access, secret, target));
        }
    }

    private void check(Rule.Ageing rule, Declaration secret) {
        secret.rotationPeriod().ifPresentOrElse(period -> periodic(rule, secret, period), () -> periodless(rule, secret));
    }

    private void periodless(Rule.Ageing rule, Declaration secret) {
        if (rule.required()) {
            String proposed = rule.maxAge().orElse(PROPOSED);
            add(rule, secret, "has no rotation_period, and needs one", "Add 'rotation_period: " + proposed + "'");
        }
    }

    private void periodic(Rule.Ageing rule, Declaration secret, String period) {
        var length = Rotation.period(period);
        if (length.isEmpty()) {
            add(
                    rule,
                    secret,
                    "has an invalid rotation_period \"" + period + "\"",
                    "Write digits and one of d, w, m, y: 'rotation_period: " + rule.maxAge().orElse(PROPOSED) + "'");
            return;
        }
        rule.maxAge()
                .filter(max -> Rotation.period(max).filter(limit -> length.get().compareTo(limit) > 0).isPresent())
                .ifPresent(max -> add(
                        rule,
                        secret,
                        "rotation_period " + period + " exceeds max allowed " + max,
                        "Lower it: 'rotation_period: " + max + "'"));
        if (age(secret) instanceof Rotation.Age.Overdue overdue) {
            add(rule, secret, Rotation.describe(overdue), "Run 'secretzero rotate " + secret.name() + "'");
        }
    }

    /// Of a secret with several fields the oldest value decides.
    private Rotation.Age age(Declaration secret) {
        var since = manifest.units(secret).stream()
                .map(Unit::entry)
                .flatMap(entry -> lock.entry(entry).stream())
                .map(Lock.Entry::since)
                .min(Comparator.naturalOrder());
        return Rotation.age(secret.rotationPeriod(), since, now);
    }

    private void check(Rule.Access rule, Declaration secret, TargetDeclaration target) {
        String place = "target " + TargetId.of(target) + ": kind \"" + target.kind() + "\" is ";
        if (rule.denied().contains(target.kind())) {
            add(rule, secret, place + "not allowed", "Keep the secret in a target of another kind");
        }
        if (!rule.allowed().isEmpty() && !rule.allowed().contains(target.kind())) {
            var allowed = rule.allowed().stream().sorted().toList();
            add(rule, secret, place + "not in allowed list", "Use one of: " + String.join(", ", allowed));
        }
    }

    /// Every declared target once, though a template's targets receive each field.
    private List<TargetDeclaration> targets(Declaration secret) {
        var declared = new ArrayList<TargetDeclaration>();
        secret.template().map(manifest.templates()::get).ifPresent(template -> collect(template, declared));
        declared.addAll(secret.targets());
        return declared;
    }

    private static void collect(Template template, List<TargetDeclaration> declared) {
        template.fields().values().forEach(field -> declared.addAll(field.targets()));
        declared.addAll(template.targets());
    }

    private void add(Rule rule, Declaration secret, String message, String suggestion) {
        violations.add(new Violation(rule.name(), rule.severity(), secret.name(), message, suggestion));
    }
}
