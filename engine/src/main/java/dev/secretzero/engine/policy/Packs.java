package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Standard;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules that each standard brings, as data.
///
/// Every rule cites the control that it serves and checks something that manifest, lane or lockfile show. It is evidence
/// for that control, and not the whole of it. Standards leave most numbers to the organization: the limits here are
/// proposals, and `requirements` of the policy change them.
final class Packs {

    /// Lanes that are development unless a policy names others.
    static final Set<String> DEVELOPMENT = Set.of("dev", "development", "local", "test", "testing", "sandbox");

    private static final Map<Standard, Pack> PACKS = packs();

    private Packs() {}

    /// What a rule is about.
    enum Topic {
        ROTATION_PERIOD("rotation-period", Severity.WARNING),
        MAX_AGE("max-age", Severity.ERROR),
        OVERDUE("overdue", Severity.ERROR),
        DELIVERED("delivered", Severity.WARNING),
        MIN_ENTROPY("min-entropy", Severity.ERROR),
        FORBIDDEN_GENERATORS("forbidden-generators", Severity.ERROR),
        LITERAL("literal", Severity.ERROR),
        PLAINTEXT("plaintext", Severity.ERROR),
        TRANSPORT("transport", Severity.ERROR),
        FILE_MODE("file-mode", Severity.ERROR),
        WRITE_ACCESS("write-access", Severity.WARNING),
        OWNER("owner", Severity.WARNING),
        INVENTORY("inventory", Severity.WARNING);

        private final String id;
        private final Severity severity;

        Topic(String id, Severity severity) {
            this.id = id;
            this.severity = severity;
        }
    }

    /// The numbers that a policy may change.
    ///
    /// @param unknown how bad unknown entropy is; empty: not bad
    record Limits(
            String maxAge, int minEntropy, Optional<Severity> unknown, Set<String> development, Set<String> forbidden) {
        Limits {
            development = Set.copyOf(development);
            forbidden = Set.copyOf(forbidden);
        }

        static Limits of(String maxAge, int minEntropy) {
            return new Limits(maxAge, minEntropy, Optional.of(Severity.INFO), DEVELOPMENT, Set.of());
        }
    }

    private record Pack(Limits limits, Map<Topic, Control> controls) {}

    /// The limits of a standard when the policy does not say.
    static Limits limits(Standard standard) {
        return pack(standard).limits();
    }

    /// The rules of a standard under some limits.
    static List<Rule> rules(Standard standard, Limits limits) {
        var rules = new ArrayList<Rule>();
        pack(standard).controls().forEach((topic, control) -> {
            if (topic != Topic.FORBIDDEN_GENERATORS || !limits.forbidden().isEmpty()) {
                var id = standard.label() + "." + topic.id;
                rules.add(new Rule(id, Optional.of(control), topic.severity, check(topic, limits)));
            }
        });
        return rules;
    }

    private static Pack pack(Standard standard) {
        return java.util.Objects.requireNonNull(PACKS.get(standard), standard.label());
    }

    private static Check check(Topic topic, Limits limits) {
        return switch (topic) {
            case ROTATION_PERIOD -> new Check.PeriodRequired(limits.maxAge());
            case MAX_AGE -> new Check.Age(limits.maxAge());
            case OVERDUE -> new Check.NotOverdue();
            case DELIVERED -> new Check.Delivered();
            case MIN_ENTROPY -> new Check.MinEntropy(limits.minEntropy(), limits.unknown());
            case FORBIDDEN_GENERATORS -> new Check.Generators(limits.forbidden());
            case LITERAL -> new Check.NoLiterals();
            case PLAINTEXT -> new Check.NoPlaintext(limits.development());
            case TRANSPORT -> new Check.Encrypted();
            case FILE_MODE -> new Check.OwnerOnly();
            case WRITE_ACCESS -> new Check.Guarded();
            case OWNER -> new Check.Owned();
            case INVENTORY -> new Check.Declared();
        };
    }

    // The tables.

    private static Map<Standard, Pack> packs() {
        var packs = new EnumMap<Standard, Pack>(Standard.class);
        Arrays.stream(Standard.values()).forEach(standard -> packs.put(standard, switch (standard) {
            case SOC2 -> soc2();
            case ISO27001 -> iso27001();
            case PCI_DSS -> pciDss();
            case HIPAA -> hipaa();
            case NIST_800_53 -> nist();
            case CIS -> cis();
        }));
        return packs;
    }

    /// Collects the controls of one standard.
    private static final class Table {
        private final Standard standard;
        private final Map<Topic, Control> controls = new EnumMap<>(Topic.class);

        Table(Standard standard) {
            this.standard = standard;
        }

        Table serve(String number, String demand, Topic... topics) {
            var control = new Control(standard, number, demand);
            Arrays.stream(topics).forEach(topic -> controls.put(topic, control));
            return this;
        }

        Pack pack(Limits limits) {
            return new Pack(limits, controls);
        }
    }

    private static Pack soc2() {
        return new Table(Standard.SOC2)
                .serve("CC1.3", "Structures, authorities and responsibilities are established.", Topic.OWNER)
                .serve(
                        "CC6.1",
                        "Logical access measures protect information assets, through inventory, credentials, keys and encryption.",
                        Topic.ROTATION_PERIOD,
                        Topic.MAX_AGE,
                        Topic.OVERDUE,
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS,
                        Topic.LITERAL,
                        Topic.PLAINTEXT,
                        Topic.INVENTORY)
                .serve(
                        "CC6.3",
                        "Access is granted, changed and removed by role, with least privilege.",
                        Topic.WRITE_ACCESS,
                        Topic.FILE_MODE)
                .serve(
                        "CC6.7",
                        "Information is moved only by authorized users and processes, and protected on the way.",
                        Topic.TRANSPORT)
                .pack(Limits.of("90d", 112));
    }

    private static Pack iso27001() {
        return new Table(Standard.ISO27001)
                .serve(
                        "A.5.9",
                        "Information and other associated assets are kept in an inventory, with their owners.",
                        Topic.OWNER,
                        Topic.INVENTORY)
                .serve("A.5.14", "There are rules for every way in which information is transferred.", Topic.TRANSPORT)
                .serve(
                        "A.5.17",
                        "Authentication information is allocated and managed by a controlled process.",
                        Topic.ROTATION_PERIOD,
                        Topic.MAX_AGE,
                        Topic.OVERDUE,
                        Topic.DELIVERED,
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS,
                        Topic.LITERAL)
                .serve(
                        "A.8.3",
                        "Access to information is restricted by the policy on access control.",
                        Topic.WRITE_ACCESS,
                        Topic.FILE_MODE)
                .serve(
                        "A.8.24",
                        "Rules for the effective use of cryptography, with the management of keys, are in force.",
                        Topic.PLAINTEXT)
                .pack(Limits.of("365d", 112));
    }

    private static Pack pciDss() {
        return new Table(Standard.PCI_DSS)
                .serve(
                        "7.2.5",
                        "Application and system accounts have the least privileges that they need, limited to the systems that"
                                + " need them.",
                        Topic.WRITE_ACCESS)
                .serve("7.3.3", "Access control systems deny everything that is not allowed.", Topic.FILE_MODE)
                .serve("8.1.2", "Roles and responsibilities for requirement 8 are documented, assigned and understood.", Topic.OWNER)
                .serve(
                        "8.3.2",
                        "Strong cryptography makes authentication factors unreadable in transmission and in storage.",
                        Topic.PLAINTEXT,
                        Topic.TRANSPORT)
                .serve(
                        "8.6.2",
                        "Passwords of application and system accounts that allow interactive login are not hard-coded in scripts,"
                                + " configuration files or source code.",
                        Topic.LITERAL)
                .serve(
                        "8.6.3",
                        "Passwords of application and system accounts are changed periodically, and are complex enough for how"
                                + " often they change.",
                        Topic.ROTATION_PERIOD,
                        Topic.MAX_AGE,
                        Topic.OVERDUE,
                        Topic.DELIVERED,
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS)
                .pack(Limits.of("90d", 112));
    }

    private static Pack hipaa() {
        return new Table(Standard.HIPAA)
                .serve("164.308(a)(2)", "One official is responsible for security.", Topic.OWNER)
                .serve(
                        "164.308(a)(5)(ii)(D)",
                        "There are procedures to create, change and safeguard passwords (addressable).",
                        Topic.ROTATION_PERIOD,
                        Topic.MAX_AGE,
                        Topic.OVERDUE,
                        Topic.DELIVERED,
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS,
                        Topic.LITERAL)
                .serve(
                        "164.312(a)(1)",
                        "Only persons and programs with granted rights have access.",
                        Topic.WRITE_ACCESS,
                        Topic.FILE_MODE)
                .serve("164.312(a)(2)(iv)", "Protected information is encrypted where it is kept (addressable).", Topic.PLAINTEXT)
                .serve("164.312(e)(1)", "What is transmitted over a network is guarded against unauthorized access.", Topic.TRANSPORT)
                .pack(Limits.of("180d", 112));
    }

    private static Pack nist() {
        return new Table(Standard.NIST_800_53)
                .serve("AC-2", "Accounts are managed, each with a manager who is assigned (b).", Topic.OWNER)
                .serve("AC-3", "Approved authorizations for logical access are enforced.", Topic.WRITE_ACCESS)
                .serve("AC-6", "Users and processes have the least privilege that their tasks need.", Topic.FILE_MODE)
                .serve(
                        "IA-5",
                        "Authenticators are managed: strong enough for their use (c), changed after a set time or event (f),"
                                + " guarded from disclosure (g).",
                        Topic.ROTATION_PERIOD,
                        Topic.MAX_AGE,
                        Topic.OVERDUE,
                        Topic.DELIVERED,
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS)
                .serve(
                        "IA-5(7)",
                        "No unencrypted static authenticator is embedded in applications or other static storage.",
                        Topic.LITERAL)
                .serve("SC-8", "Transmitted information keeps its confidentiality and integrity.", Topic.TRANSPORT)
                .serve("SC-28", "Information at rest keeps its confidentiality and integrity.", Topic.PLAINTEXT)
                .pack(Limits.of("365d", 112));
    }

    /// The CIS Controls ask for no periodic change of secrets, so that this pack has no rule about age.
    private static Pack cis() {
        return new Table(Standard.CIS)
                .serve("3.3", "Access control lists follow the need to know.", Topic.WRITE_ACCESS, Topic.FILE_MODE)
                .serve("3.10", "Sensitive data is encrypted in transit.", Topic.TRANSPORT)
                .serve("3.11", "Sensitive data is encrypted at rest.", Topic.LITERAL, Topic.PLAINTEXT)
                .serve(
                        "5.2",
                        "Passwords are unique, and long: at least 14 characters without a second factor.",
                        Topic.MIN_ENTROPY,
                        Topic.FORBIDDEN_GENERATORS)
                .serve(
                        "5.5",
                        "Service accounts are kept in an inventory with owner, review date and purpose.",
                        Topic.OWNER,
                        Topic.INVENTORY)
                .pack(Limits.of("365d", 80));
    }
}
