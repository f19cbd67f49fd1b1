package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Applies checks to evidence.
final class Inspector {

    private static final Set<String> PLAIN = Set.of("file", "template");
    private static final Pattern MODE = Pattern.compile("0o?[0-7]([0-7])([0-7])");
    private static final Pattern OPEN =
            Pattern.compile("(?i)http://(?!(localhost|127(\\.\\d{1,3}){3}|\\[::1])([:/?#]|$)).*", Pattern.DOTALL);

    private final Evidence evidence;
    private final Manifest manifest;
    private final Lock lock;
    private final Literals literals;
    private final Set<String> guarded = new HashSet<>();
    private final Set<String> guards = new HashSet<>();

    Inspector(Evidence evidence) {
        this.evidence = evidence;
        this.manifest = evidence.manifest();
        this.lock = evidence.lock();
        this.literals = new Literals(evidence.catalog());
        manifest.policies().forEach(this::guard);
    }

    private void guard(String name, Mapping body) {
        boolean identity = PolicyBody.text(body, "kind").filter(IdentityRules.KIND::equals).isPresent();
        boolean stops = PolicyBody.severity(body, Severity.ERROR).filter(Severity.ERROR::equals).isPresent();
        if (identity && stops && PolicyBody.flag(body, "enabled", true).orElse(false)) {
            guards.add(name);
            guarded.addAll(PolicyBody.texts(body, "providers").orElse(List.of()));
        }
    }

    // What concerns the Secretfile as a whole.

    List<Hit> whole(Check check) {
        return switch (check) {
            case Check.Declared _ -> undeclared();
            case Check.Encrypted _ -> open();
            case Check.NoLiterals _ -> credentials();
            case Check.PeriodRequired _, Check.PeriodValid _, Check.PeriodWithin _, Check.NotOverdue _, Check.Age _ -> List.of();
            case Check.MinEntropy _, Check.Generators _, Check.NoPlaintext _, Check.Guarded _, Check.OwnerOnly _ -> List.of();
            case Check.Delivered _, Check.Owned _, Check.Targets _ -> List.of();
        };
    }

    private List<Hit> undeclared() {
        var declared = new HashSet<String>();
        manifest.units().forEach(unit -> declared.add(unit.entry()));
        return lock.entries().keySet().stream()
                .filter(entry -> !declared.contains(entry))
                .map(entry -> new Hit(
                                manifest.document().at(),
                                "the lockfile tracks \"" + entry + "\", which is not declared",
                                "Declare it, or run 'secretzero clean'")
                        .cured(Cure.UPKEEP))
                .toList();
    }

    private List<Hit> open() {
        return manifest.providers().values().stream()
                .flatMap(provider -> open(provider.settings())
                        .map(found -> new Hit(
                                found.at(),
                                "provider \"" + provider.alias() + "\" is reached without TLS",
                                "Use an https:// address")))
                .toList();
    }

    private static Stream<Value.Text> open(Value value) {
        return switch (value) {
            case Value.Text text -> OPEN.matcher(text.text().strip()).matches() ? Stream.of(text) : Stream.empty();
            case Value.Scalar _ -> Stream.empty();
            case Value.Sequence(var items, _) -> items.stream().flatMap(Inspector::open);
            case Mapping map -> map.entries().values().stream().flatMap(Inspector::open);
        };
    }

    private List<Hit> credentials() {
        return manifest.providers().values().stream()
                .flatMap(provider -> literals.of(provider).stream()
                        .map(found -> new Hit(
                                found.at(),
                                "a credential of provider \"" + provider.alias() + "\" is written in the Secretfile",
                                "Take it from the environment: \"{{ env.NAME }}\"")))
                .toList();
    }

    // What concerns one secret.

    List<Hit> hits(Check check, Declaration secret) {
        return switch (check) {
            case Check.PeriodRequired(var proposed) -> periodless(secret, proposed);
            case Check.PeriodValid(var proposed) -> invalid(secret, proposed);
            case Check.PeriodWithin(var max) -> tooLong(secret, max);
            case Check.NotOverdue _ -> overdue(secret);
            case Check.Age(var max) -> join(tooLong(secret, max), tooOld(secret, max));
            case Check.MinEntropy least -> weak(secret, least);
            case Check.Generators(var forbidden) -> generators(secret, forbidden);
            case Check.NoLiterals _ -> stated(secret);
            case Check.NoPlaintext(var development) -> plaintext(secret, development);
            case Check.Guarded _ -> unguarded(secret);
            case Check.OwnerOnly _ -> shared(secret);
            case Check.Delivered _ -> behind(secret);
            case Check.Owned _ -> unowned(secret);
            case Check.Targets access -> targets(secret).stream().flatMap(target -> targets(access, target)).toList();
            case Check.Declared _, Check.Encrypted _ -> List.of();
        };
    }

    private static List<Hit> join(List<Hit> first, List<Hit> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    // Age.

    private static List<Hit> periodless(Declaration secret, String proposed) {
        return secret.rotationPeriod().isPresent()
                ? List.of()
                : List.of(new Hit(
                        secret.at(),
                        "has no rotation_period, and needs one",
                        "Add 'rotation_period: " + proposed + "'"));
    }

    private static List<Hit> invalid(Declaration secret, String proposed) {
        return secret.rotationPeriod()
                .filter(period -> Rotation.period(period).isEmpty())
                .map(period -> new Hit(
                        secret.at(),
                        "has an invalid rotation_period \"" + period + "\"",
                        "Write digits and one of d, w, m, y: 'rotation_period: " + proposed + "'"))
                .stream()
                .toList();
    }

    private static List<Hit> tooLong(Declaration secret, String max) {
        var limit = Rotation.period(max);
        return secret.rotationPeriod().stream()
                .filter(period -> limit.isPresent()
                        && Rotation.period(period).filter(length -> length.compareTo(limit.get()) > 0).isPresent())
                .map(period -> new Hit(
                        secret.at(),
                        "rotation_period " + period + " exceeds max allowed " + max,
                        "Lower it: 'rotation_period: " + max + "'"))
                .toList();
    }

    private List<Hit> overdue(Declaration secret) {
        return Rotation.age(secret.rotationPeriod(), since(secret), evidence.now()) instanceof Rotation.Age.Overdue late
                ? List.of(new Hit(
                                secret.at(),
                                Rotation.describe(late),
                                "Run 'secretzero rotate " + secret.name() + (secret.oneTime() ? " --force'" : "'"))
                        .cured(Cure.ROTATION))
                : List.of();
    }

    private List<Hit> tooOld(Declaration secret, String max) {
        var limit = Rotation.period(max).orElse(Duration.ofDays(Integer.MAX_VALUE));
        return since(secret).map(made -> Duration.between(made, evidence.now())).stream()
                .filter(age -> age.compareTo(limit) > 0)
                .map(age -> new Hit(
                                secret.at(),
                                "the value is " + age.toDays() + " days old, and " + max + " is the most",
                                "Run 'secretzero rotate " + secret.name() + " --force'")
                        .cured(Cure.ROTATION))
                .toList();
    }

    /// Of a secret with several fields the oldest value decides.
    private Optional<Instant> since(Declaration secret) {
        return manifest.units(secret).stream()
                .flatMap(unit -> lock.entry(unit.entry()).stream())
                .map(Lock.Entry::since)
                .min(Comparator.naturalOrder());
    }

    // Strength.

    private List<Hit> weak(Declaration secret, Check.MinEntropy least) {
        return manifest.units(secret).stream()
                .flatMap(unit -> switch (strength(unit)) {
                    case Strength.Known(int bits) when bits < least.bits() -> Stream.of(weak(unit, bits, least.bits()));
                    case Strength.Known _, Strength.Derived _ -> Stream.empty();
                    case Strength.Unknown(var why) -> least.unknown().stream().map(severity -> new Hit(
                                    unit.generator().at(),
                                    field(unit) + "the entropy is unknown: " + why,
                                    "Let a generator make it, or waive the rule for it")
                            .severity(severity));
                })
                .toList();
    }

    private Strength strength(Unit unit) {
        if (unit.secret().source().isPresent()) {
            return new Strength.Unknown("it comes from a source");
        }
        return lock.entry(unit.entry()).filter(Inspector::adopted).isPresent()
                ? new Strength.Unknown("it was imported")
                : evidence.strengths().apply(unit.generator());
    }

    /// Whether the value in force was found in its places and not made.
    private static boolean adopted(Lock.Entry entry) {
        return entry.provenance().values().stream()
                .filter(deliveries -> !deliveries.isEmpty())
                .anyMatch(deliveries -> "lockfile_import".equals(deliveries.getLast().actor().get("operation")));
    }

    private static Hit weak(Unit unit, int bits, int least) {
        return new Hit(
                unit.generator().at(),
                field(unit) + bits + " bits of entropy, and " + least + " are needed",
                "Raise the length or the size in its config");
    }

    private static String field(Unit unit) {
        return unit.field().map(name -> "field \"" + name + "\": ").orElse("");
    }

    private List<Hit> generators(Declaration secret, Set<String> forbidden) {
        return manifest.units(secret).stream()
                .filter(unit -> unit.secret().source().isEmpty() && forbidden.contains(unit.generator().kind()))
                .map(unit -> new Hit(
                        unit.generator().at(),
                        field(unit) + "the generator \"" + unit.generator().kind() + "\" is forbidden",
                        "Use another kind of generator"))
                .toList();
    }

    private List<Hit> stated(Declaration secret) {
        return manifest.units(secret).stream()
                .flatMap(unit -> literals.of(unit).stream().map(found -> new Hit(
                        found.at(),
                        field(unit) + "its value is written in the Secretfile",
                        "Leave it out and let a person supply it, or take it from the environment: \"{{ env.NAME }}\"")))
                .toList();
    }

    // Places.

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

    private static Stream<Hit> targets(Check.Targets access, TargetDeclaration target) {
        var hits = new ArrayList<Hit>();
        String place = place(target) + ": kind \"" + target.kind() + "\" is ";
        if (access.denied().contains(target.kind())) {
            hits.add(new Hit(target.at(), place + "not allowed", "Keep the secret in a target of another kind"));
        }
        if (!access.allowed().isEmpty() && !access.allowed().contains(target.kind())) {
            var allowed = access.allowed().stream().sorted().toList();
            hits.add(new Hit(target.at(), place + "not in allowed list", "Use one of: " + String.join(", ", allowed)));
        }
        return hits.stream();
    }

    private static String place(TargetDeclaration target) {
        return "target " + TargetId.of(target);
    }

    private List<Hit> plaintext(Declaration secret, Set<String> development) {
        if (secret.local() || inDevelopment(development)) {
            return List.of();
        }
        String where = evidence.lane().map(lane -> "in the lane \"" + lane + "\"").orElse("no lane says that this is development");
        return targets(secret).stream()
                .filter(target -> PLAIN.contains(target.kind()))
                .map(target -> new Hit(
                        target.at(),
                        place(target) + " keeps it in plain text, and " + where,
                        "Keep it in a secret store, or choose a lane that is development"))
                .toList();
    }

    private boolean inDevelopment(Set<String> development) {
        var declared = manifest.metadata().environments();
        return evidence.lane()
                .map(lane -> development.contains(lane.toLowerCase(Locale.ROOT)))
                .orElseGet(() -> !declared.isEmpty()
                        && declared.stream().allMatch(name -> development.contains(name.toLowerCase(Locale.ROOT))));
    }

    private List<Hit> unguarded(Declaration secret) {
        return targets(secret).stream()
                .filter(target -> !local(target.provider()) && !guarded.contains(target.provider()))
                .filter(target -> target.identityPolicies().stream().noneMatch(guards::contains))
                .map(target -> new Hit(
                        target.at(),
                        place(target) + " is written under any identity",
                        "Name the identity in a policy of kind provider_identity for \"" + target.provider() + "\""))
                .toList();
    }

    private boolean local(String alias) {
        var declared = Optional.ofNullable(manifest.providers().get(alias));
        return declared.map(ProviderDeclaration::kind).orElse(alias).equals("local");
    }

    private List<Hit> shared(Declaration secret) {
        return targets(secret).stream()
                .flatMap(target -> mode(target).map(found -> new Hit(
                        found.at(),
                        place(target) + " has the mode " + found.text() + ", which lets in more than its owner",
                        "Set mode: \"0600\"")))
                .toList();
    }

    private static Stream<Value.Text> mode(TargetDeclaration target) {
        if (!(target.config().at("mode") instanceof Value.Text text) || text.fromEnvironment()) {
            return Stream.empty();
        }
        var mode = MODE.matcher(text.text().strip());
        return mode.matches() && !(mode.group(1) + mode.group(2)).equals("00") ? Stream.of(text) : Stream.empty();
    }

    private List<Hit> behind(Declaration secret) {
        return manifest.units(secret).stream()
                .flatMap(unit -> lock.entry(unit.entry()).stream().flatMap(entry -> TargetId.of(unit).stream()
                        .filter(id -> entry.recorded(id).filter(hash -> !hash.equals(entry.hash())).isPresent())
                        .map(id -> new Hit(
                                        secret.at(),
                                        field(unit) + "target " + id + " holds an earlier value",
                                        "Run 'secretzero sync'")
                                .cured(Cure.UPKEEP))))
                .toList();
    }

    // People.

    private List<Hit> unowned(Declaration secret) {
        boolean owned = manifest.metadata().owner().filter(owner -> !owner.isBlank()).isPresent()
                || PolicyBody.text(secret.vars(), "owner").filter(owner -> !owner.isBlank()).isPresent();
        return owned
                ? List.of()
                : List.of(new Hit(
                        secret.at(), "nobody owns it", "Set metadata.owner, or owner in the vars of the secret"));
    }
}
