package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.stated.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Microsoft Azure. What is offered stands here, so that to list it loads nothing of Microsoft's libraries.
public final class AzurePlugin implements Plugin {

    /// Of the 4,000 transactions in ten seconds, vault and region that Key Vault allows, 300 may create a secret, import a key or
    /// import a certificate (https://learn.microsoft.com/azure/key-vault/general/service-limits, "Secrets, managed storage account
    /// keys, and vault transactions"). All programs of the vault share them: half are left to the others.
    private static final Pace PACE = new Pace(
            "key vault", new Pace.Rate(2_000, Duration.ofSeconds(10)), new Pace.Rate(150, Duration.ofSeconds(10)));

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("vault_url", Setting.Type.URI, "The vault of all targets that name none: https://NAME.vault.azure.net.")
                    .from("AZURE_KEYVAULT_URL"),
            Setting.of(
                            "method",
                            Setting.Type.TEXT,
                            "How to log in. When not given, what the other settings are for, and with none of them `default`.")
                    .oneOf("service_principal", "managed_identity", "workload_identity", "cli", "default"),
            Setting.of("tenant_id", Setting.Type.TEXT, "The tenant of a service principal or workload identity.")
                    .from("AZURE_TENANT_ID"),
            Setting.of("client_id", Setting.Type.TEXT, "The application; of a managed identity, the one assigned by the user.")
                    .from("AZURE_CLIENT_ID"),
            Setting.of("client_secret", Setting.Type.SECRET, "The secret of a service principal.")
                    .from("AZURE_CLIENT_SECRET"),
            Setting.of("client_certificate_path", Setting.Type.PATH, "A PEM file with the certificate and key of a service principal.")
                    .from("AZURE_CLIENT_CERTIFICATE_PATH"),
            Setting.of("federated_token_file", Setting.Type.PATH, "A file that holds the signed token of a workload identity.")
                    .from("AZURE_FEDERATED_TOKEN_FILE"),
            Setting.of("authority_host", Setting.Type.URI, "Where tokens are had, of another cloud than the public one.")
                    .from("AZURE_AUTHORITY_HOST")
                    .otherwise("https://login.microsoftonline.com"),
            Setting.of("graph_endpoint", Setting.Type.URI, "Where Microsoft Graph is, of another cloud than the public one.")
                    .from("AZURE_GRAPH_ENDPOINT")
                    .otherwise("https://graph.microsoft.com"),
            Setting.of("ca_file", Setting.Type.PATH, "A PEM file of certificates to trust instead of Java's own, as behind a proxy that opens TLS.")
                    .from("AZURE_CA_FILE"),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> PLACE = List.of(
            Setting.of("vault_url", Setting.Type.URI, "The vault: https://NAME.vault.azure.net. The provider's when not given."),
            Setting.of("vault_name", Setting.Type.TEXT, "The name of the vault, in the public cloud, instead of its address."),
            Setting.of(
                    "secret_name",
                    Setting.Type.TEXT,
                    "The name in the vault: letters, digits and hyphens. The name of the secret when not given."),
            Setting.of("content_type", Setting.Type.TEXT, "What the value is, for those who read it."),
            Setting.of("tags", Setting.Type.MAP, "Tags of each new version."),
            Setting.of("expires_in", Setting.Type.DURATION, "When a new version expires. Key Vault tells, and does not withhold it."));

    private static final List<Setting> APPLICATION = Stream.concat(
                    Stream.of(
                            Setting.of("provider", Setting.Type.TEXT, "The alias of the provider."),
                            Setting.of("application_id", Setting.Type.TEXT, "The client id of the application whose secrets are issued."),
                            Setting.of("app_id", Setting.Type.TEXT, "The same as `application_id`."),
                            Setting.of("object_id", Setting.Type.TEXT, "The object id of the application, instead of its client id."),
                            Setting.of(
                                    "display_name",
                                    Setting.Type.TEXT,
                                    "What its secrets are listed as: one name for each secret and lane. `secretzero ` and the secret's name when not given."),
                            Setting.of("expires_in_days", Setting.Type.INTEGER, "After how many days an issued secret expires, up to 730.")
                                    .otherwise("90")),
                    Statement.SETTINGS.stream())
            .toList();

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("azure", "Microsoft Azure.", CONNECTION, AzureProvider::open),
                List.of(target("azure_keyvault", "A secret of a Key Vault; each write adds a version."), target("key_vault", "The same as `azure_keyvault`.")),
                List.of(new Offer<>(
                        "azure_app_reg",
                        "A client secret of an application of Microsoft Entra ID: issued where the application is named, stated or asked for where it is not.",
                        APPLICATION,
                        AppRegistration::open))));
    }

    private static Offer<AzureProvider, Target> target(String kind, String summary) {
        return new Offer<AzureProvider, Target>(kind, summary, PLACE, KeyVaultSecretPlace::open).at(PACE);
    }
}
