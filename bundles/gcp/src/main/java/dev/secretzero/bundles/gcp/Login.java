package dev.secretzero.bundles.gcp;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserCredentials;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// How credentials are had. Nothing is read, and nobody asked, before they are needed.
///
/// @param token a ready access token
/// @param json the text of a credentials file
/// @param file a credentials file
/// @param actAs the service account to impersonate
record Login(Host host, Optional<Secret> token, Optional<Secret> json, Optional<Path> file, Optional<String> actAs) {

    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");
    private static final int AN_HOUR = 3600;
    private static final int LONGEST = 1 << 16;

    static Login open(Host host, Settings settings) {
        return new Login(
                host,
                settings.has("access_token") ? Optional.of(settings.secret("access_token")) : Optional.empty(),
                settings.has("credentials_json") ? Optional.of(settings.secret("credentials_json")) : Optional.empty(),
                settings.has("credentials_file") ? Optional.of(host.home().resolve(settings.path("credentials_file"))) : Optional.empty(),
                settings.maybe("impersonate_service_account").map(String::strip));
    }

    /// The credentials, not yet tried.
    ///
    /// @throws ProblemException when a file is missing, or holds none
    GoogleCredentials credentials() {
        var own = own();
        return actAs.<GoogleCredentials>map(account -> ImpersonatedCredentials.create(own, account, List.of(), SCOPES, AN_HOUR))
                .orElse(own);
    }

    private GoogleCredentials own() {
        if (token.isPresent()) {
            return token.get().lend(Login::ready);
        }
        if (json.isPresent()) {
            return json.get().lend(bytes -> parsed("the setting \"credentials_json\"", new ByteArrayInputStream(bytes)));
        }
        return file.or(this::kept).map(Login::read).orElseGet(() -> ComputeEngineCredentials.create().createScoped(SCOPES));
    }

    private static GoogleCredentials ready(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw Wrong.setting("access_token", "is not a token", "write it as `gcloud auth print-access-token` prints it");
        }
        return GoogleCredentials.create(AccessToken.newBuilder().setTokenValue(text).build());
    }

    /// What gcloud leaves for programs.
    private Optional<Path> kept() {
        return Stream.of(
                        host.variable("CLOUDSDK_CONFIG").map(Path::of),
                        host.variable("APPDATA").map(directory -> Path.of(directory, "gcloud")),
                        host.variable("HOME").map(home -> Path.of(home, ".config", "gcloud")))
                .flatMap(Optional::stream)
                .map(directory -> directory.resolve("application_default_credentials.json"))
                .filter(Files::exists)
                .findFirst();
    }

    private static GoogleCredentials read(Path path) {
        try (var in = Files.newInputStream(path)) {
            return parsed(path.toString(), new ByteArrayInputStream(in.readNBytes(LONGEST)));
        } catch (NoSuchFileException _) {
            throw unreadable(path + " is missing");
        } catch (IOException _) {
            throw unreadable(path + " cannot be read");
        }
    }

    private static GoogleCredentials parsed(String place, InputStream in) {
        try {
            return GoogleCredentials.fromStream(in).createScoped(SCOPES).createWithCustomRetryStrategy(false);
        } catch (IOException | RuntimeException _) {
            // Their messages may quote the text.
            throw unreadable(place + " holds no credentials of Google Cloud");
        }
    }

    private static ProblemException unreadable(String what) {
        return new ProblemException(Problem.of(Problem.Code.UNREADABLE, what)
                .hint("give a service account's key, or a file of workload identity federation, as gcloud writes them;"
                        + " or run `gcloud auth application-default login`"));
    }

    /// A token could not be had.
    Problem refused(Exception e) {
        boolean again = Stream.<Throwable>iterate(e, each -> each != null, Throwable::getCause).limit(16).anyMatch(Login::mayPass);
        var as = actAs.map(account -> " as " + account).orElse("");
        var grant = actAs.map(account -> "grant us roles/iam.serviceAccountTokenCreator on " + account + "; or ").orElse("");
        return Problem.of(
                        again ? Problem.Code.UNREACHABLE : Problem.Code.DENIED,
                        again ? "Google's token server did not answer" : "no token could be had for Google Cloud" + as)
                .hint(grant + "run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS, or check that the key has not"
                        + " been deleted and that this machine has a service account");
    }

    private static boolean mayPass(Throwable e) {
        return switch (e) {
            case Retryable retryable when retryable.isRetryable() -> true;
            case HttpResponseException answer -> answer.getStatusCode() >= 500 || answer.getStatusCode() == 429;
            case SocketException _, SocketTimeoutException _, UnknownHostException _, SSLException _ -> true;
            default -> false;
        };
    }

    /// The project that the credentials belong to, where their text says so.
    static Optional<String> project(GoogleCredentials credentials) {
        return credentials instanceof ServiceAccountCredentials account ? Optional.ofNullable(account.getProjectId()) : Optional.empty();
    }

    /// The account, where the credentials say so without asking anybody.
    static Optional<String> account(GoogleCredentials credentials) {
        return switch (credentials) {
            case ServiceAccountCredentials account -> Optional.of(account.getClientEmail());
            case ImpersonatedCredentials other -> Optional.ofNullable(other.getAccount());
            case ExternalAccountCredentials federated -> Optional.ofNullable(federated.getServiceAccountEmail());
            default -> Optional.empty();
        };
    }

    /// What kind of credentials they are.
    static String type(GoogleCredentials credentials) {
        return switch (credentials) {
            case ServiceAccountCredentials _ -> "service_account";
            case ImpersonatedCredentials _ -> "impersonated_service_account";
            case ExternalAccountCredentials _ -> "workload_identity";
            case UserCredentials _ -> "user";
            case ComputeEngineCredentials _ -> "machine";
            default -> "access_token";
        };
    }
}
