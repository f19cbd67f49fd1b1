package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import java.util.List;

/// HashiCorp Vault and OpenBao. What is offered stands here, so that to list it loads nothing that reaches a server.
public final class VaultPlugin implements Plugin {

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("url", Setting.Type.URI, "The server. `address` when not given."),
            Setting.of("address", Setting.Type.URI, "The server, under the name that Vault's own tools use.")
                    .from("VAULT_ADDR")
                    .otherwise("http://localhost:8200"),
            Setting.of("namespace", Setting.Type.TEXT, "The namespace, sent as X-Vault-Namespace.")
                    .from("VAULT_NAMESPACE"),
            Setting.of(
                            "method",
                            Setting.Type.TEXT,
                            "How to log in. `approle` when a `role_id` is given, and otherwise `token`.")
                    .oneOf("token", "approle", "jwt", "kubernetes"),
            Setting.of("token", Setting.Type.SECRET, "The token. The file `.vault-token` of the home directory when not given.")
                    .from("VAULT_TOKEN"),
            Setting.of("role_id", Setting.Type.TEXT, "The role of an AppRole login."),
            Setting.of("secret_id", Setting.Type.SECRET, "The secret of an AppRole login."),
            Setting.of("role", Setting.Type.TEXT, "The role of a JWT or Kubernetes login."),
            Setting.of("jwt", Setting.Type.SECRET, "The signed token of a JWT login."),
            Setting.of(
                    "jwt_file",
                    Setting.Type.PATH,
                    "A file that holds the signed token. A Kubernetes login reads the service account's own when not given."),
            Setting.of("auth_mount", Setting.Type.TEXT, "Where the login method is mounted. The method's name when not given."),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> PLACE = List.of(
            Setting.of("path", Setting.Type.TEXT, "The path below the mount.").needed(),
            Setting.of("mount_point", Setting.Type.TEXT, "Where the key-value engine is mounted.")
                    .otherwise("secret"),
            Setting.of("version", Setting.Type.INTEGER, "The version of the key-value engine, 1 or 2.")
                    .otherwise("2"),
            Setting.of(
                    "field",
                    Setting.Type.TEXT,
                    "The one field to write. The others stay. Without it the whole path is written: a single value under"
                            + " `value`, fields under their names."));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("vault", "HashiCorp Vault or OpenBao.", CONNECTION, VaultProvider::open),
                List.of(target("vault_kv", "A secret of a key-value engine."), target("kv", "The same as `vault_kv`.")),
                List.of()));
    }

    private static Offer<VaultProvider, Target> target(String kind, String summary) {
        return new Offer<>(kind, summary, PLACE, (provider, settings) -> VaultKv.open(provider, settings));
    }
}
