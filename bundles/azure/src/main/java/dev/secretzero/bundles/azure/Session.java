package dev.secretzero.bundles.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The official clients under one identity, made when they are first needed. They never try again by themselves: the engine
/// does.
final class Session {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]");
    private static final String PUBLIC = "vault.azure.net";

    private final Login login;
    private final Trust trust;
    private final Optional<URI> vault;
    private final Duration timeout;
    private final Map<URI, SecretClient> clients = new ConcurrentHashMap<>();
    private Optional<HttpClient> http = Optional.empty();
    private Optional<java.net.http.HttpClient> web = Optional.empty();
    private Optional<TokenCredential> credential = Optional.empty();

    private Session(Login login, Trust trust, Optional<URI> vault, Duration timeout) {
        this.login = login;
        this.trust = trust;
        this.vault = vault;
        this.timeout = timeout;
    }

    static Session open(Host host, Settings settings) {
        var timeout = settings.duration("timeout");
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw Wrong.setting("timeout", "must be more than nothing and at most 5m", "30s serves most");
        }
        return new Session(
                Login.open(host, settings),
                new Trust(settings.has("ca_file") ? Optional.of(host.home().resolve(settings.path("ca_file"))) : Optional.empty()),
                settings.has("vault_url") ? Optional.of(Address.https("vault_url", settings.uri("vault_url"))) : Optional.empty(),
                timeout);
    }

    /// A vault by its address or name, or else the provider's.
    Vault vault(Optional<URI> url, Optional<String> name) {
        var address = url.map(given -> Address.https("vault_url", given))
                .or(() -> name.map(Session::named))
                .or(() -> vault)
                .orElseThrow(() -> Wrong.setting("vault_url", "is required", "write https://NAME.vault.azure.net, or `vault_name`"));
        return new Vault(this, address);
    }

    private static URI named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Wrong.setting("vault_name", "is not the name of a vault", "3 to 24 letters, digits and hyphens, a letter first");
        }
        return URI.create("https://" + name + "." + PUBLIC);
    }

    SecretClient client(URI address) {
        return clients.computeIfAbsent(address, this::connect);
    }

    private SecretClient connect(URI address) {
        var builder = new SecretClientBuilder()
                .vaultUrl(address.toString())
                .credential(credential())
                .httpClient(http())
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
        // The name of this machine is below no domain of Azure's.
        return (Address.isOurselves(address) ? builder.disableChallengeResourceVerification() : builder).buildClient();
    }

    private synchronized TokenCredential credential() {
        if (credential.isEmpty()) {
            credential = Optional.of(login.credential(http()));
        }
        return credential.get();
    }

    private synchronized HttpClient http() {
        if (http.isEmpty()) {
            http = Optional.of(new JdkHttpClientBuilder(trust.client())
                    .connectionTimeout(timeout)
                    .responseTimeout(timeout)
                    .readTimeout(timeout)
                    .writeTimeout(timeout)
                    .build());
        }
        return http.get();
    }

    /// For what Azure offers no client for.
    synchronized java.net.http.HttpClient web() {
        if (web.isEmpty()) {
            web = Optional.of(trust.client().connectTimeout(timeout).build());
        }
        return web.get();
    }

    Standing standing() {
        try {
            return new Standing.Ready(new Actor(claims(token(scope()))));
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    /// A token, had from the credential's memory while it is good.
    ///
    /// @throws ProblemException when none could be had
    String token(String scope) {
        try {
            return credential().getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ProblemException(Refusal.login(e));
        }
    }

    /// The tenant of a token, or else the one that the settings name.
    Optional<String> tenant(String scope) {
        return Optional.ofNullable(claims(token(scope)).get("tenant_id")).or(login::tenant);
    }

    /// The data plane of the vault's cloud: in the public one https://vault.azure.net.
    private String scope() {
        var domain = vault.map(URI::getHost).filter(host -> host.contains(".vault.")).map(host -> host.substring(host.indexOf('.') + 1));
        return "https://" + domain.orElse(PUBLIC) + "/.default";
    }

    /// What the token says of us. Its signature is the vault's to check.
    private SortedMap<String, String> claims(String token) {
        var claims = new TreeMap<>(Map.of("provider", "azure", "token_type", login.method()));
        vault.ifPresent(url -> claims.put("vault_url", url.toString()));
        var said = payload(token);
        said.forEach((key, value) -> {
            switch (key) {
                case "upn", "preferred_username" -> claims.put("user", String.valueOf(value));
                case "appid" -> {
                    claims.put("app_id", String.valueOf(value));
                    claims.putIfAbsent("user", String.valueOf(value));
                }
                case "tid" -> claims.put("tenant_id", String.valueOf(value));
                case "oid" -> claims.put("object_id", String.valueOf(value));
                default -> {}
            }
        });
        return claims;
    }

    private static Map<String, Object> payload(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Map.of();
        }
        try (var reader = JsonProviders.createReader(Base64.getUrlDecoder().decode(parts[1]))) {
            return Optional.ofNullable(reader.readMap(JsonReader::readUntyped)).orElseGet(Map::of);
        } catch (IOException | RuntimeException _) {
            return Map.of();
        }
    }

    synchronized void close() {
        clients.clear();
        web.ifPresent(java.net.http.HttpClient::close);
        web = Optional.empty();
        http = Optional.empty();
        credential = Optional.empty();
    }
}
