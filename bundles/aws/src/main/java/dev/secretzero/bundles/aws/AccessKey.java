package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Settings;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/// An access key of an IAM user, who may have two: while a rotation overlaps, both work. The keys of the user are
/// SecretZero's; after a run that was killed while it asked for one, those that nobody knows are deleted.
///
/// Its handle is the user and the key's id: `user/AKIA...`.
record AccessKey(AwsProvider provider, String user, boolean replaceOldest) implements Generator.Issuer {

    static Generator open(AwsProvider provider, Settings settings) {
        var user = settings.text("user_name").strip();
        if (!user.matches("[A-Za-z0-9_+=,.@-]{1,128}")) {
            throw Wrong.setting("user_name", "is not the name of an IAM user", "write letters, digits and _ + = , . @ - only");
        }
        return new AccessKey(provider, user, settings.flag("replace_oldest"));
    }

    private Call call(String action, boolean reads) {
        return call(user, action, reads);
    }

    private Call call(String name, String action, boolean reads) {
        var where = provider.session().where();
        return new Call(where, "iam:" + action, "arn:" + Call.partition(where) + ":iam::*:user/" + name, reads);
    }

    @Override
    public Issued issue(String name) {
        return created().or(this::replaced).orElseThrow(() -> Wrong.problem(
                Problem.Code.GENERATION_FAILED,
                "IAM user \"" + user + "\" has two access keys, and may have no third",
                "delete the one that nothing uses, or set `replace_oldest: true`"));
    }

    /// A new key; empty when there are two.
    private Optional<Issued> created() {
        return provider.session().ask(call("CreateAccessKey", false), session -> {
            try {
                return Optional.of(issued(session.iam().createAccessKey(request -> request.userName(user))));
            } catch (LimitExceededException _) {
                return Optional.<Issued>empty();
            } catch (NoSuchEntityException _) {
                throw Wrong.problem(
                        Problem.Code.NOT_FOUND, "there is no IAM user \"" + user + "\" in this account", "create the user, or check `user_name` and who we are");
            }
        });
    }

    private Issued issued(CreateAccessKeyResponse answer) {
        var key = answer.accessKey();
        if (key == null || key.accessKeyId() == null || key.secretAccessKey() == null) {
            throw new IllegalStateException("a key without an id or a secret");
        }
        var fields = new TreeMap<String, Material>();
        fields.put("access_key_id", Material.of(key.accessKeyId()));
        fields.put("secret_access_key", Material.of(key.secretAccessKey()));
        return new Issued(new Material.Fields(fields), handle(key.accessKeyId()), Optional.empty());
    }

    private Handle handle(String id) {
        return new Handle(user + "/" + id);
    }

    private Optional<Issued> replaced() {
        if (!replaceOldest) {
            return Optional.empty();
        }
        keys().stream()
                .min(Comparator.comparing(key -> Optional.ofNullable(key.createDate()).orElse(Instant.EPOCH)))
                .ifPresent(key -> revoke(handle(key.accessKeyId())));
        return created();
    }

    private List<AccessKeyMetadata> keys() {
        return provider.session().ask(call("ListAccessKeys", true), session -> {
            try {
                return session.iam().listAccessKeys(request -> request.userName(user)).accessKeyMetadata();
            } catch (NoSuchEntityException _) {
                return List.<AccessKeyMetadata>of();
            }
        });
    }

    @Override
    public void revoke(Handle handle) {
        int slash = handle.value().indexOf('/');
        if (slash < 1) {
            throw Wrong.problem(Problem.Code.UNWRITABLE, "the handle \"" + handle.value() + "\" names no access key", "delete the key by hand");
        }
        var owner = handle.value().substring(0, slash);
        var id = handle.value().substring(slash + 1);
        provider.session().ask(call(owner, "DeleteAccessKey", false), session -> {
            try {
                session.iam().deleteAccessKey(request -> request.userName(owner).accessKeyId(id));
            } catch (NoSuchEntityException _) {
                // It is gone.
            }
            return true;
        });
    }

    @Override
    public Optional<List<Handle>> outstanding(String name) {
        return Optional.of(keys().stream().map(key -> handle(key.accessKeyId())).toList());
    }
}
