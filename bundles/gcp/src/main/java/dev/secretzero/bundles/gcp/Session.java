package dev.secretzero.bundles.gcp;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.api.gax.rpc.StatusCode;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The official client under one identity, made when it is first needed. It never tries again by itself: the engine does.
final class Session {

    /// Sixteen times what a secret may hold.
    private static final int LONGEST_ANSWER = 1 << 20;

    private final Endpoint endpoint;
    private final Login login;
    private final Optional<String> project;
    private final Duration timeout;
    private Optional<SecretManagerServiceClient> client = Optional.empty();
    private Optional<GoogleCredentials> credentials = Optional.empty();
    /// What the client's parts would print. Held here, because a logger that nobody holds forgets its level.
    private List<Logger> silenced = List.of();

    private Session(Endpoint endpoint, Login login, Optional<String> project, Duration timeout) {
        this.endpoint = endpoint;
        this.login = login;
        this.project = project;
        this.timeout = timeout;
    }

    static Session open(Host host, Settings settings) {
        var timeout = settings.duration("timeout");
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw Wrong.setting("timeout", "must be more than nothing and at most 5m", "30s serves most");
        }
        return new Session(
                Endpoint.of(settings.uri("endpoint")),
                Login.open(host, settings),
                settings.maybe("project").or(() -> settings.maybe("project_id")).map(String::strip),
                timeout);
    }

    /// A secret of this project, or else of the provider's.
    SecretPlace place(Optional<String> other, String id) {
        return new SecretPlace(other.or(() -> project).or(() -> Login.project(credentials())).orElseThrow(Session::noProject), id);
    }

    private static ProblemException noProject() {
        return Wrong.setting("project", "is required", "write it under the provider's `auth.config`, or set GOOGLE_CLOUD_PROJECT");
    }

    private synchronized GoogleCredentials credentials() {
        if (credentials.isEmpty()) {
            credentials = Optional.of(login.credentials());
        }
        return credentials.get();
    }

    <T> Answer<T> ask(Call call, Function<SecretManagerServiceClient, T> use) {
        try {
            return new Answer.Given<>(use.apply(client()));
        } catch (ApiException e) {
            return new Answer.Refused<>(e.getStatusCode().getCode(), problem(call, e));
        }
    }

    private synchronized SecretManagerServiceClient client() {
        if (client.isEmpty()) {
            client = Optional.of(connect());
        }
        return client.get();
    }

    private SecretManagerServiceClient connect() {
        silenced = List.of(Logger.getLogger("io.grpc"), Logger.getLogger("com.google"));
        silenced.forEach(logger -> logger.setLevel(Level.OFF));
        var identity = credentials();
        try {
            return SecretManagerServiceClient.create(settings(identity));
        } catch (IOException | RuntimeException e) {
            // The library breaks at a refusal that has not the form of one.
            throw new ProblemException(login.refused(e));
        }
    }

    private SecretManagerServiceSettings settings(GoogleCredentials identity) throws IOException {
        var channel = SecretManagerServiceSettings.defaultGrpcTransportProviderBuilder().setMaxInboundMessageSize(LONGEST_ANSWER);
        var settings = SecretManagerServiceSettings.newBuilder();
        if (endpoint.plain()) {
            channel.setChannelConfigurator(builder -> builder.usePlaintext());
            // The library gives no credentials to a channel without encryption.
            settings.setCredentialsProvider(NoCredentialsProvider.create()).setHeaderProvider(FixedHeaderProvider.create(headers(identity)));
        } else {
            settings.setCredentialsProvider(FixedCredentialsProvider.create(identity));
        }
        once(settings);
        return settings.setEndpoint(endpoint.address()).setTransportChannelProvider(channel.build()).build();
    }

    private Map<String, String> headers(GoogleCredentials identity) throws IOException {
        var headers = new HashMap<String, String>();
        identity.getRequestMetadata(URI.create("http://" + endpoint.address())).forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers;
    }

    private void once(SecretManagerServiceSettings.Builder settings) {
        settings.applyToAllUnaryMethods(method -> {
            method.setRetryableCodes(Set.of()).setSimpleTimeoutNoRetriesDuration(timeout);
            return null;
        });
    }

    /// What a refusal means. The library's own text may quote what was sent.
    private Problem problem(Call call, ApiException e) {
        var where = "\"" + call.resource() + "\"";
        return switch (e.getStatusCode().getCode()) {
            case UNAUTHENTICATED -> of(Problem.Code.DENIED, " does not accept our credentials",
                    "check that the token or key is valid: run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS");
            case PERMISSION_DENIED -> of(Problem.Code.DENIED, " does not allow " + call.permission() + " on " + where,
                    "grant " + call.role() + " (or the permission " + call.permission() + ") on " + call.resource()
                            + ", and see that the API secretmanager.googleapis.com is enabled");
            case RESOURCE_EXHAUSTED -> pause(e)
                    .map(throttled()::pause)
                    .orElseGet(this::throttled);
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, ABORTED, UNKNOWN, CANCELLED -> of(
                    Problem.Code.UNREACHABLE, " gave no answer for " + where, "check `endpoint`, and whether it can be reached from here; try again later");
            case NOT_FOUND -> of(Problem.Code.NOT_FOUND, " has nothing at " + where, "check the project and the name");
            default -> of(
                    call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                    " refused " + call.permission() + " on " + where,
                    "check the settings of the target, and the policies of the organisation for regions and labels");
        };
    }

    private Problem throttled() {
        return of(Problem.Code.THROTTLED, " is asked too often", "its quota is for all programs of the project: try again later, or ask Google for more");
    }

    private static Optional<Duration> pause(ApiException e) {
        return Optional.ofNullable(e.getErrorDetails())
                .flatMap(details -> Optional.ofNullable(details.getRetryInfo()))
                .map(RetryInfo::getRetryDelay)
                .filter(delay -> Durations.isValid(delay) && Durations.isPositive(delay))
                .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
    }

    private Problem of(Problem.Code code, String what, String hint) {
        return Problem.of(code, endpoint.shown() + what).hint(hint);
    }

    ProblemException senseless(Call call, String what) {
        return new ProblemException(of(Problem.Code.UNREACHABLE, what + " at \"" + call.resource() + "\"", "try again"));
    }

    Standing standing() {
        try {
            // Of a secret that is not there, all may ask; the answer tells what the project allows.
            var place = place(Optional.empty(), "secretzero");
            return switch (ask(Call.test(place.parent()), to -> to.testIamPermissions(permissions(place)))) {
                case Answer.Given<?> _ -> new Standing.Ready(new Actor(claims(place)));
                case Answer.Refused<?> refused -> new Standing.Refused(refused.problem());
            };
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    private static TestIamPermissionsRequest permissions(SecretPlace place) {
        return TestIamPermissionsRequest.newBuilder()
                .setResource(place.secret())
                .addPermissions("secretmanager.versions.access")
                .addPermissions("secretmanager.versions.add")
                .build();
    }

    private SortedMap<String, String> claims(SecretPlace place) {
        var claims = new TreeMap<>(Map.of("provider", "gcp", "project", place.project(), "token_type", Login.type(credentials())));
        Login.account(credentials()).ifPresent(account -> claims.put("user", account));
        return claims;
    }

    synchronized void close() {
        client.ifPresent(SecretManagerServiceClient::shutdownNow);
        client = Optional.empty();
        credentials = Optional.empty();
    }
}
