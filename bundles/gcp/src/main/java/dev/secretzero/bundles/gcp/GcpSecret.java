package dev.secretzero.bundles.gcp;

import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.secretmanager.v1.DeleteSecretRequest;
import com.google.cloud.secretmanager.v1.Replication;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.cloud.secretmanager.v1.SecretVersion;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A secret of Secret Manager. Its value is that of the latest version; each write adds a version, and the earlier ones
/// stay as they are.
///
/// Only the creation of a secret is compared by Google. That a version is the expected one is looked up just before the
/// next one is added, so that of two writers at the same moment the last one wins.
///
/// @param name the id; the name of the secret when empty
/// @param project the provider's when empty
/// @param locations where the value is held; Google chooses when empty
record GcpSecret(
        GcpProvider provider, Optional<String> name, Optional<String> project, SortedMap<String, String> labels, List<String> locations)
        implements Target {

    /// Marks the secrets that we created, and may delete.
    private static final Map<String, String> OURS = Map.of("managed-by", "secretzero");
    /// https://docs.cloud.google.com/secret-manager/quotas
    private static final int LONGEST = 1 << 16;
    /// https://docs.cloud.google.com/secret-manager/docs/creating-and-managing-labels
    private static final Pattern LABEL = Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");

    private static final Pattern LABELLED = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}");
    private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    static Target open(GcpProvider provider, Settings settings) {
        var labels = settings.has("labels") ? settings.map("labels") : new TreeMap<String, String>();
        var locations = settings.has("locations") ? settings.list("locations") : List.<String>of();
        check(labels, locations);
        return new GcpSecret(
                provider,
                settings.maybe("name").or(() -> settings.maybe("secret_name")).map(String::strip),
                settings.maybe("project").map(String::strip),
                labels,
                locations);
    }

    static void check(SortedMap<String, String> labels, List<String> locations) {
        if (!labels.entrySet().stream().allMatch(each -> LABEL.matcher(each.getKey()).matches() && LABELLED.matcher(each.getValue()).matches())) {
            throw Wrong.setting("labels", "has a label that Google does not take",
                    "use lower-case letters, digits, hyphens and underscores, at most 63, a letter first");
        }
        if (!locations.stream().allMatch(each -> REGION.matcher(each).matches())) {
            throw Wrong.setting("locations", "has one that is no region", "write regions like europe-west3");
        }
    }

    private Session session() {
        return provider.session();
    }

    private SecretPlace place(String secret) {
        return session().place(project, name.orElse(secret));
    }

    @Override
    public Observation observe(String secret) {
        return observe(place(secret));
    }

    private Observation observe(SecretPlace place) {
        return new Look(session(), place).at("latest");
    }

    @Override
    public Receipt put(String secret, Material material, Expect expect) {
        var place = place(secret);
        try (var text = MaterialText.of(material)) {
            check(place, text);
            return switch (expect) {
                case Expect.Anything _ -> overwritten(place, text);
                case Expect.Nothing _ -> first(place, text);
                case Expect.Exactly(var version) -> replaced(place, text, version);
            };
        }
    }

    private static void check(SecretPlace place, Secret text) {
        if (text.length() == 0) {
            throw unfit(place, "is empty", "Secret Manager holds no empty values");
        }
        if (text.length() > LONGEST) {
            throw unfit(place, "has " + text.length() + " bytes", "Secret Manager holds at most " + LONGEST + " bytes (64 KiB)");
        }
    }

    private static ProblemException unfit(SecretPlace place, String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the value for \"" + place.secret() + "\" " + what)
                .hint(hint));
    }

    private Receipt overwritten(SecretPlace place, Secret text) {
        label(place);
        return switch (add(place, text)) {
            case Answer.Given<SecretVersion>(var version) -> written(version);
            case Answer.Refused<SecretVersion> refused -> {
                if (!refused.is(StatusCode.Code.NOT_FOUND)) {
                    throw refused.exception();
                }
                create(place).value();
                yield written(add(place, text).value());
            }
        };
    }

    private Receipt first(SecretPlace place, Secret text) {
        return switch (create(place)) {
            case Answer.Given<?> _ -> written(add(place, text).value());
            case Answer.Refused<?> refused -> {
                // Whoever may not create secrets may still add the first version to one.
                if (!refused.is(StatusCode.Code.ALREADY_EXISTS) && !refused.is(StatusCode.Code.PERMISSION_DENIED)) {
                    throw refused.exception();
                }
                yield firstVersion(place, text, refused);
            }
        };
    }

    private Receipt firstVersion(SecretPlace place, Secret text, Answer.Refused<?> uncreated) {
        var seen = observe(place);
        if (!(seen instanceof Observation.Absent)) {
            return new Receipt.Conflict(version(seen));
        }
        label(place);
        return switch (add(place, text)) {
            case Answer.Given<SecretVersion>(var version) -> written(version);
            case Answer.Refused<SecretVersion> refused -> throw refused.is(StatusCode.Code.NOT_FOUND) ? uncreated.exception() : refused.exception();
        };
    }

    private Receipt replaced(SecretPlace place, Secret text, Version expected) {
        var found = version(observe(place));
        if (!found.equals(Optional.of(expected))) {
            return new Receipt.Conflict(found);
        }
        label(place);
        return written(add(place, text).value());
    }

    private static Optional<Version> version(Observation seen) {
        return switch (seen) {
            case Observation.Shown(var content, var version) -> {
                content.close();
                yield version;
            }
            case Observation.Hidden(var version) -> version;
            case Observation.Absent _, Observation.Unseen _ -> Optional.empty();
        };
    }

    private static Receipt written(SecretVersion version) {
        return new Receipt.Written(Optional.of(Look.number(version)), Optional.empty());
    }

    private Answer<SecretVersion> add(SecretPlace place, Secret text) {
        var payload = text.lend(GcpSecret::payload);
        return session().ask(Call.add(place.secret()), to -> to.addSecretVersion(place.secret(), payload));
    }

    private static SecretPayload payload(byte[] bytes) {
        return SecretPayload.newBuilder()
                .setData(ByteString.copyFrom(bytes))
                .setDataCrc32C(Look.sum(bytes))
                .build();
    }

    private Answer<com.google.cloud.secretmanager.v1.Secret> create(SecretPlace place) {
        var secret = com.google.cloud.secretmanager.v1.Secret.newBuilder()
                .putAllLabels(labels)
                .putAllLabels(OURS)
                .setReplication(replication())
                .build();
        return session().ask(Call.create(place.parent()), to -> to.createSecret(place.parent(), place.id(), secret));
    }

    private Replication replication() {
        if (locations.isEmpty()) {
            return Replication.newBuilder()
                    .setAutomatic(Replication.Automatic.getDefaultInstance())
                    .build();
        }
        var regions = Replication.UserManaged.newBuilder();
        locations.forEach(region -> regions.addReplicas(Replication.UserManaged.Replica.newBuilder().setLocation(region)));
        return Replication.newBuilder().setUserManaged(regions).build();
    }

    /// Brings the labels up to date where some are declared and the secret is there. Before the value, so that what fails
    /// has changed no value.
    private void label(SecretPlace place) {
        if (labels.isEmpty()) {
            return;
        }
        switch (found(place)) {
            case Answer.Given<com.google.cloud.secretmanager.v1.Secret>(var secret) -> label(place, secret);
            case Answer.Refused<?> refused -> {
                if (!refused.is(StatusCode.Code.NOT_FOUND)) {
                    throw refused.exception();
                }
            }
        }
    }

    private void label(SecretPlace place, com.google.cloud.secretmanager.v1.Secret secret) {
        if (secret.getLabelsMap().entrySet().containsAll(labels.entrySet())) {
            return;
        }
        var labelled = com.google.cloud.secretmanager.v1.Secret.newBuilder()
                .setName(place.secret())
                .setEtag(secret.getEtag())
                .putAllLabels(secret.getLabelsMap())
                .putAllLabels(labels)
                .build();
        var mask = FieldMask.newBuilder().addPaths("labels").build();
        session().ask(Call.label(place.secret()), to -> to.updateSecret(labelled, mask)).value();
    }

    private Answer<com.google.cloud.secretmanager.v1.Secret> found(SecretPlace place) {
        return session().ask(Call.look(place.secret()), to -> to.getSecret(place.secret()));
    }

    /// Deletes the secret with all its versions, if we created it.
    @Override
    public void remove(String secret) {
        var place = place(secret);
        switch (found(place)) {
            case Answer.Given<com.google.cloud.secretmanager.v1.Secret>(var found) -> delete(place, found);
            case Answer.Refused<?> refused -> gone(refused);
        }
    }

    private void delete(SecretPlace place, com.google.cloud.secretmanager.v1.Secret found) {
        if (!found.getLabelsMap().entrySet().containsAll(OURS.entrySet())) {
            throw new ProblemException(Problem.of(
                            Problem.Code.UNWRITABLE, "\"" + place.secret() + "\" was not created here, and is not deleted with all its versions")
                    .hint("delete it by hand, or give it the label managed-by=secretzero"));
        }
        var request = DeleteSecretRequest.newBuilder()
                .setName(place.secret())
                .setEtag(found.getEtag())
                .build();
        switch (session().ask(Call.delete(place.secret()), to -> {
            to.deleteSecret(request);
            return true;
        })) {
            case Answer.Given<Boolean> _ -> {}
            case Answer.Refused<Boolean> refused -> gone(refused);
        }
    }

    private static void gone(Answer.Refused<?> refused) {
        if (!refused.is(StatusCode.Code.NOT_FOUND)) {
            throw refused.exception();
        }
    }
}
