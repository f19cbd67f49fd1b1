package dev.secretzero.bundles.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.CredentialBuilderBase;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How a token is had. Nothing is read, and nobody asked, before it is needed.
///
/// @param method as it was given, or as the other settings tell
record Login(
        String method,
        Optional<String> tenant,
        Optional<String> client,
        Optional<Secret> secret,
        Optional<Path> certificate,
        Optional<Path> signed,
        URI authority) {

    static Login open(Host host, Settings settings) {
        var login = new Login(
                settings.maybe("method").orElse(""),
                settings.maybe("tenant_id").map(String::strip),
                settings.maybe("client_id").map(String::strip),
                settings.has("client_secret") ? Optional.of(settings.secret("client_secret")) : Optional.empty(),
                path(host, settings, "client_certificate_path"),
                path(host, settings, "federated_token_file"),
                Address.https("authority_host", settings.uri("authority_host")));
        return login.checked();
    }

    private static Optional<Path> path(Host host, Settings settings, String key) {
        return settings.has(key) ? Optional.of(host.home().resolve(settings.path(key))) : Optional.empty();
    }

    private Login checked() {
        var chosen = method.isEmpty() ? guessed() : method;
        switch (chosen) {
            case "service_principal" -> {
                needed("tenant_id", tenant);
                needed("client_id", client);
                if (secret.isEmpty() && certificate.isEmpty()) {
                    needed("client_secret", Optional.empty());
                }
            }
            case "workload_identity" -> {
                needed("tenant_id", tenant);
                needed("client_id", client);
                needed("federated_token_file", signed);
            }
            case "managed_identity", "cli", "default" -> {}
            default -> throw Wrong.setting(
                    "method", "is not known", "use one of service_principal, managed_identity, workload_identity, cli, default");
        }
        return new Login(chosen, tenant, client, secret, certificate, signed, authority);
    }

    private String guessed() {
        if (secret.isPresent() || certificate.isPresent()) {
            return "service_principal";
        }
        return signed.isPresent() && tenant.isPresent() && client.isPresent() ? "workload_identity" : "default";
    }

    private static void needed(String key, Optional<?> value) {
        if (value.isEmpty()) {
            throw Wrong.setting(key, "is required", "write it under the provider's `auth.config`, or set its variable");
        }
    }

    /// The credential, not yet tried.
    TokenCredential credential(HttpClient http) {
        return switch (method) {
            case "service_principal" -> principal(http);
            case "workload_identity" -> federated(http);
            case "managed_identity" -> managed(http);
            case "cli" -> commandLine();
            default -> new ChainedTokenCredentialBuilder().addAll(java.util.List.of(commandLine(), managed(http))).build();
        };
    }

    private TokenCredential principal(HttpClient http) {
        if (secret.isEmpty()) {
            return aad(new ClientCertificateCredentialBuilder(), http)
                    .pemCertificate(Pem.principal(certificate.orElseThrow()))
                    .build();
        }
        return secret.get().lend(bytes -> aad(new ClientSecretCredentialBuilder(), http)
                .clientSecret(new String(bytes, StandardCharsets.UTF_8))
                .build());
    }

    private TokenCredential federated(HttpClient http) {
        return aad(new WorkloadIdentityCredentialBuilder(), http)
                .tokenFilePath(Pem.signed(signed.orElseThrow()))
                .build();
    }

    private TokenCredential managed(HttpClient http) {
        var builder = once(new ManagedIdentityCredentialBuilder(), http);
        client.ifPresent(builder::clientId);
        return builder.build();
    }

    private TokenCredential commandLine() {
        var builder = new AzureCliCredentialBuilder();
        tenant.ifPresent(builder::tenantId);
        return builder.build();
    }

    private <T extends AadCredentialBuilderBase<T>> T aad(T builder, HttpClient http) {
        once(builder, http).authorityHost(authority.toString()).tenantId(tenant.orElseThrow()).clientId(client.orElseThrow());
        // Only Microsoft's own clouds are known to the directory of clouds.
        return Address.isOurselves(authority) ? builder.disableInstanceDiscovery() : builder;
    }

    private static <T extends CredentialBuilderBase<T>> T once(T builder, HttpClient http) {
        builder.httpClient(http);
        // Not as options: with those, the library can ask no virtual machine for its identity.
        builder.retryPolicy(new RetryPolicy(new FixedDelay(0, Duration.ofMillis(1))));
        return builder;
    }
}
