package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/// A secret of Secrets Manager. A write makes a new version, which the service labels AWSCURRENT; the one before becomes
/// AWSPREVIOUS. The version that we know a place by is the service's id of it.
///
/// Twenty are read by one call. The service compares nothing but whether a secret exists: a write over a version looks
/// first, and whoever writes between that look and our write is overwritten, though kept as AWSPREVIOUS.
record StagedSecret(AwsProvider provider, Settings settings, Where where, String secret) implements Batched {

    private static final int MOST = 20;
    private static final int LARGEST = 65536;
    private static final String CURRENT = "AWSCURRENT";

    /// What a version holds.
    record Held(Material value, Version version) {}

    static Target open(AwsProvider provider, Settings settings) {
        int days = settings.integer("recovery_window_in_days");
        if (days != 0 && (days < 7 || days > 30)) {
            throw Wrong.setting("recovery_window_in_days", "is out of bounds", "give 7 to 30 days, or 0 to delete at once");
        }
        return new StagedSecret(provider, settings, Where.of(settings, Where.UNSAID), named(settings.text("name")));
    }

    static String named(String written) {
        var name = written.strip();
        if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}|arn:[A-Za-z0-9/_+=.@:-]{1,2044}")) {
            throw Wrong.setting("name", "is not the name of a secret", "write letters, digits and / _ + = . @ - only");
        }
        return name;
    }

    private Where place() {
        return where.within(provider.session().where());
    }

    private Call call(String action, boolean reads) {
        return new Call(place(), "secretsmanager:" + action, arn(place(), secret), reads);
    }

    /// The service puts six characters of its own behind the name.
    private static String arn(Where where, String secret) {
        return secret.startsWith("arn:") ? secret : Call.arn("secretsmanager", where, "secret:" + secret + "-??????");
    }

    @Override
    public Object batch() {
        return List.of(provider, where);
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        var secrets = places.stream().map(StagedSecret::of).distinct().toList();
        if (secrets.size() < 2) {
            return places.stream().map(place -> of(place).look().map(StagedSecret::shown).orElseGet(Observation.Absent::new)).toList();
        }
        try {
            var seen = together(secrets.stream().map(StagedSecret::secret).distinct().toList());
            return places.stream().map(place -> of(place).among(seen)).toList();
        } catch (ProblemException e) {
            if (!Refusal.isOfOne(e)) {
                throw e;
            }
            // To read together is a permission of its own.
            return places.stream().map(place -> of(place).alone()).toList();
        }
    }

    private Map<String, Observation> together(List<String> names) {
        var call = new Call(place(), "secretsmanager:BatchGetSecretValue", "*", true);
        return provider.session().ask(call, session -> {
            var seen = new HashMap<String, Observation>();
            @Nullable String next = null;
            for (int page = 0; page <= names.size() && (page == 0 || next != null); page++) {
                var token = next;
                var answer = session.secrets(place()).batchGetSecretValue(request -> request.secretIdList(names).nextToken(token));
                note(answer, seen);
                next = answer.nextToken();
            }
            return seen;
        });
    }

    private void note(BatchGetSecretValueResponse answer, Map<String, Observation> seen) {
        for (var each : answer.secretValues()) {
            var shown = shown(held(each.secretString(), each.secretBinary(), each.versionId()));
            seen.put(String.valueOf(each.name()), shown);
            seen.put(String.valueOf(each.arn()), shown);
        }
        for (var each : answer.errors()) {
            var id = String.valueOf(each.secretId());
            seen.put(id, unseen(id, String.valueOf(each.errorCode())));
        }
    }

    /// A secret that waits for its deletion is as good as gone.
    private Observation unseen(String id, String code) {
        var call = new Call(place(), "secretsmanager:GetSecretValue", arn(place(), id), true);
        return switch (code) {
            case "ResourceNotFoundException", "InvalidRequestException" -> new Observation.Absent();
            default -> new Observation.Unseen(Refusal.of(call, code).problem());
        };
    }

    private Observation among(Map<String, Observation> seen) {
        return Optional.ofNullable(seen.get(secret)).orElseGet(this::alone);
    }

    private Observation alone() {
        try {
            return look().map(StagedSecret::shown).orElseGet(Observation.Absent::new);
        } catch (ProblemException e) {
            if (!Refusal.isOfOne(e)) {
                throw e;
            }
            return new Observation.Unseen(e.problem());
        }
    }

    private static Observation shown(Held held) {
        return new Observation.Shown(held.value(), Optional.of(held.version()));
    }

    private static Held held(@Nullable String text, @Nullable SdkBytes binary, @Nullable String version) {
        if (version != null && text != null) {
            return new Held(Material.of(text), new Version(version));
        }
        if (version != null && binary != null) {
            return new Held(new Material.Single(Secret.take(binary.asByteArray())), new Version(version));
        }
        throw new IllegalStateException("a secret without a value or a version");
    }

    private Optional<Held> look() {
        return look(provider.session(), call("GetSecretValue", true), GetSecretValueRequest.builder().secretId(secret).build());
    }

    /// Looks at a version, by default the current one.
    static Optional<Held> look(Session asked, Call call, GetSecretValueRequest request) {
        return asked.ask(call, session -> {
            try {
                var answer = session.secrets(call.where()).getSecretValue(request);
                return Optional.of(held(answer.secretString(), answer.secretBinary(), answer.versionId()));
            } catch (ResourceNotFoundException | InvalidRequestException known) {
                return Optional.<Held>empty();
            }
        });
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        var call = call("PutSecretValue", false);
        try (var text = Texts.of(material, settings, call, LARGEST)) {
            var receipt = switch (expect) {
                case Expect.Anything _ -> settings.flag("overwrite") ? overwritten(call, name, text) : created(name, text);
                case Expect.Nothing _ -> created(name, text);
                case Expect.Exactly(var version) -> replaced(call, text, version);
            };
            if (receipt instanceof Receipt.Written) {
                provider.session().tokens().arrived(key());
            }
            return receipt;
        }
    }

    /// What a token is of.
    private String key() {
        return place() + " " + secret;
    }

    private String token(Secret text) {
        return provider.session().tokens().next(key(), text);
    }

    private Receipt overwritten(Call call, String name, Secret text) {
        return written(call, text).orElseGet(() -> created(name, text));
    }

    /// Writes a version; empty where no secret is, or one that waits for its deletion.
    private Optional<Receipt> written(Call call, Secret text) {
        var request = PutSecretValueRequest.builder().secretId(secret).clientRequestToken(token(text));
        Texts.decoded(text).ifPresentOrElse(request::secretString, () -> request.secretBinary(bytes(text)));
        return provider.session().ask(call, session -> {
            try {
                var answer = session.secrets(place()).putSecretValue(request.build());
                return Optional.of(answer.versionStages().contains(CURRENT) || !answer.hasVersionStages()
                        ? receipt(answer.versionId())
                        : new Receipt.Conflict(Optional.empty()));
            } catch (ResourceNotFoundException | InvalidRequestException known) {
                return Optional.<Receipt>empty();
            }
        });
    }

    private static SdkBytes bytes(Secret text) {
        return text.lend(SdkBytes::fromByteArray);
    }

    private static Receipt receipt(@Nullable String version) {
        if (version == null) {
            throw new IllegalStateException("a write without a version");
        }
        return new Receipt.Written(Optional.of(new Version(version)), Optional.empty());
    }

    private Receipt created(String name, Secret text) {
        var request = CreateSecretRequest.builder()
                .name(secret)
                .clientRequestToken(token(text))
                .description(settings.maybe("description").orElse("Managed by SecretZero: " + name))
                .kmsKeyId(settings.maybe("kms_key_id").orElse(null))
                .tags(tags());
        Texts.decoded(text).ifPresentOrElse(request::secretString, () -> request.secretBinary(bytes(text)));
        var receipt = provider.session().ask(call("CreateSecret", false), session -> {
            try {
                return Optional.of(receipt(session.secrets(place()).createSecret(request.build()).versionId()));
            } catch (ResourceExistsException | InvalidRequestException known) {
                return Optional.<Receipt>empty();
            }
        });
        return receipt.orElseGet(() -> filled(text));
    }

    private List<Tag> tags() {
        var tags = new TreeMap<String, String>(Map.of("managed-by", "secretzero"));
        if (settings.has("tags")) {
            tags.putAll(settings.map("tags"));
        }
        var list = new ArrayList<Tag>();
        tags.forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
        return list;
    }

    /// Writes to a secret that exists and holds nothing: one that waits for its deletion, or was made without a value.
    private Receipt filled(Secret text) {
        var there = provider.session().ask(call("DescribeSecret", true), session ->
                session.secrets(place()).describeSecret(request -> request.secretId(secret)));
        if (there.deletedDate() != null) {
            provider.session().ask(call("RestoreSecret", false), session ->
                    session.secrets(place()).restoreSecret(request -> request.secretId(secret)));
        } else if (isCurrent(there)) {
            return look().map(held -> ours(held, text)).orElseGet(() -> new Receipt.Conflict(Optional.empty()));
        }
        var call = call("PutSecretValue", false);
        return written(call, text).orElseThrow(() -> Wrong.problem(
                Problem.Code.UNWRITABLE, call.shown() + " holds \"" + secret + "\" in a state that takes no value", "look at it in the console, and try again"));
    }

    private static boolean isCurrent(DescribeSecretResponse secret) {
        return secret.versionIdsToStages().values().stream().anyMatch(stages -> stages.contains(CURRENT));
    }

    /// What is there may be ours: a write whose answer was lost.
    private static Receipt ours(Held held, Secret text) {
        try (var value = held.value()) {
            return Texts.same(text, value) ? receipt(held.version().value()) : new Receipt.Conflict(Optional.of(held.version()));
        }
    }

    private Receipt replaced(Call call, Secret text, Version expected) {
        var there = look();
        if (there.isEmpty()) {
            return new Receipt.Conflict(Optional.empty());
        }
        if (!there.get().version().equals(expected)) {
            return ours(there.get(), text);
        }
        if (!settings.flag("overwrite")) {
            throw Wrong.kept(call);
        }
        return written(call, text).orElseGet(() -> new Receipt.Conflict(Optional.empty()));
    }

    @Override
    public void remove(String name) {
        int days = settings.integer("recovery_window_in_days");
        provider.session().ask(call("DeleteSecret", false), session -> {
            try {
                session.secrets(place()).deleteSecret(request -> {
                    request.secretId(secret);
                    if (days == 0) {
                        request.forceDeleteWithoutRecovery(true);
                    } else {
                        request.recoveryWindowInDays((long) days);
                    }
                });
            } catch (ResourceNotFoundException | InvalidRequestException known) {
                // It is gone, or waits for its deletion already.
            }
            return true;
        });
    }

    private static StagedSecret of(Place place) {
        if (place.target() instanceof StagedSecret target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of batch");
    }
}
