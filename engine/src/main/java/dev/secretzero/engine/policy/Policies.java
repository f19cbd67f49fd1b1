package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Ground;
import dev.secretzero.engine.policy.Verdict.Judged;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.engine.policy.Verdict.Waived;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Judges a manifest and its lockfile by the declared policies, and by those that a compliance standard brings with it.
///
/// A policy that cannot be understood is itself an error: it stands first, with no secret. What concerns the Secretfile as a
/// whole follows, then the violations in the order of the secrets, and of each secret in the order of the policies; last
/// what is to be said of waivers. Kinds that are not known here, and those that are judged while provider identities are
/// checked, are left out.
public final class Policies {

    /// The name under which waivers are judged.
    static final String WAIVERS = "waivers";

    private final Evidence evidence;
    private final Inspector inspector;
    private final Waivers waivers;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Waived> waived = new ArrayList<>();

    private Policies(Evidence evidence) {
        this.evidence = evidence;
        this.inspector = new Inspector(evidence);
        this.waivers = new Waivers(Waiver.of(evidence.manifest()), evidence.now());
    }

    /// What the policies say of the evidence.
    public static Verdict judge(Evidence evidence) {
        return new Policies(evidence).verdict();
    }

    private Verdict verdict() {
        var read = PolicyReader.read(evidence.manifest());
        var policies = read.policies().stream()
                .filter(policy -> policy.appliesIn(evidence.lane()))
                .toList();
        read.faults().forEach(this::add);
        policies.forEach(this::whole);
        evidence.manifest().secrets().forEach(secret -> policies.stream()
                .filter(policy -> policy.covers(secret))
                .forEach(policy -> check(policy, secret)));
        waivers.expired().forEach(this::expired);
        waivers.unused().forEach(this::unused);
        return new Verdict(violations, waived, policies.stream().map(this::judged).toList());
    }

    private Judged judged(Policy policy) {
        return new Judged(
                policy.name(),
                evidence.manifest().secrets().stream()
                        .filter(policy::covers)
                        .map(Declaration::name)
                        .toList());
    }

    private void whole(Policy policy) {
        policy.rules().forEach(rule -> inspector.whole(rule.check()).forEach(hit -> add(policy, rule, "", hit)));
    }

    private void check(Policy policy, Declaration secret) {
        policy.rules()
                .forEach(rule -> inspector.hits(rule.check(), secret).forEach(hit -> add(policy, rule, secret.name(), hit)));
    }

    private void add(Policy policy, Rule rule, String secret, Hit hit) {
        var ground = new Ground(
                rule.id(), rule.check().summary(), rule.control(), position(hit.at()), policy.enforced(), hit.cure());
        var severity = hit.severity().orElse(rule.severity());
        add(new Violation(policy.name(), severity, secret, hit.message(), hit.suggestion(), ground));
    }

    private void add(Violation violation) {
        waivers.of(violation)
                .ifPresentOrElse(
                        waiver -> waived.add(new Waived(violation, waiver)), () -> violations.add(violation));
    }

    private void expired(Waiver waiver) {
        violations.add(about(
                waiver,
                Severity.ERROR,
                "waiver.expired",
                "No waiver is kept after its last day.",
                "the waiver of \"" + waiver.rule() + "\" by " + waiver.owner() + " ended on " + waiver.until(),
                "Mend what it covered, or have its owner renew it"));
    }

    private void unused(Waiver waiver) {
        violations.add(about(
                waiver,
                Severity.INFO,
                "waiver.unused",
                "Every waiver covers something.",
                "the waiver of \"" + waiver.rule() + "\" by " + waiver.owner() + " covers nothing",
                "Check its rule and its secrets, or remove it"));
    }

    private static Violation about(
            Waiver waiver, Severity severity, String rule, String demand, String message, String suggestion) {
        var ground = new Ground(rule, demand, Optional.empty(), position(waiver.at()), false, Cure.DECLARATION);
        return new Violation(WAIVERS, severity, "", message, suggestion, ground);
    }

    /// Empty for what stands in no file.
    static Optional<Mark> position(Mark at) {
        return at.file().isEmpty() ? Optional.empty() : Optional.of(at);
    }
}
