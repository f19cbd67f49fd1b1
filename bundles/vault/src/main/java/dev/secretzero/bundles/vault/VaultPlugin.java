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
                            + " `value`, fields under their names."),
            Setting.of("value_field", Setting.Type.TEXT, "The part of a structured value to write, as a dot path."));

    private static final Setting PROVIDER = Setting.of("provider", Setting.Type.TEXT, "The alias of the provider that is asked.");

    private static final Setting LEAST = Setting.of(
            "min_ttl",
            Setting.Type.DURATION,
            "How long what is issued must last, at least, as the secret's rotation_period: with less, issuing fails and"
                    + " nothing changes.");

    private static final List<Setting> DATABASE = List.of(
            PROVIDER,
            Setting.of("role", Setting.Type.TEXT, "The role of the database engine.").needed(),
            Setting.of("mount_point", Setting.Type.TEXT, "Where the database engine is mounted.")
                    .otherwise("database"),
            Setting.of(
                            "static",
                            Setting.Type.FLAG,
                            "Whether the role is a static one: one user of the database, whose password is replaced.")
                    .otherwise("false"),
            Setting.of(
                            "exclusive",
                            Setting.Type.FLAG,
                            "Whether nothing but this secret has logins of the role, so that those of a killed run are found"
                                    + " and ended. With others there, theirs would be ended too.")
                    .otherwise("false"),
            LEAST);

    private static final List<Setting> PKI = List.of(
            PROVIDER,
            Setting.of("role", Setting.Type.TEXT, "The role of the PKI engine.").needed(),
            Setting.of("mount_point", Setting.Type.TEXT, "Where the PKI engine is mounted.")
                    .otherwise("pki"),
            Setting.of("common_name", Setting.Type.TEXT, "The name of its owner.").needed(),
            Setting.of("alt_names", Setting.Type.LIST, "Further host names and mail addresses."),
            Setting.of("ip_sans", Setting.Type.LIST, "Its IP addresses."),
            Setting.of("uri_sans", Setting.Type.LIST, "Its URIs."),
            Setting.of("ttl", Setting.Type.DURATION, "How long it is valid, up to what the role allows. The role's own time when"
                    + " not given."),
            Setting.of("format", Setting.Type.TEXT, "The form of certificates and key: pem; der, in base64; or pem_bundle, in"
                            + " which the certificate holds the key and the authority too.")
                    .otherwise("pem")
                    .oneOf("pem", "der", "pem_bundle"),
            LEAST);

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("vault", "HashiCorp Vault or OpenBao.", CONNECTION, VaultProvider::open),
                List.of(target("vault_kv", "A secret of a key-value engine."), target("kv", "The same as `vault_kv`.")),
                List.of(
                        new Offer<>(
                                "vault_database",
                                "A login of a database, by Vault's database engine: username, password.",
                                DATABASE,
                                (provider, settings) -> VaultDatabase.open(provider, settings)),
                        new Offer<>(
                                "vault_pki",
                                "A certificate of Vault's PKI engine: certificate, private_key, chain, ca_certificate,"
                                        + " serial_number.",
                                PKI,
                                (provider, settings) -> VaultPki.open(provider, settings)))));
    }

    private static Offer<VaultProvider, Target> target(String kind, String summary) {
        return new Offer<>(kind, summary, PLACE, (provider, settings) -> VaultKv.open(provider, settings));
    }
}
