package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/// The clients of one identity, each made when it is first needed. The SDK asks once: whoever calls decides whether to try
/// again.
final class Session {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Host host;
    private final Settings settings;
    private final Duration timeout;
    private final Where given;
    private final Tokens tokens = new Tokens();
    private final Map<List<Object>, SdkClient> clients = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<Profiles> profiles = Optional.empty();
    private Optional<SdkHttpClient> http = Optional.empty();
    private Optional<AwsCredentialsProvider> credentials = Optional.empty();

    private Session(Host host, Settings settings, Duration timeout, Where given) {
        this.host = host;
        this.settings = settings;
        this.timeout = timeout;
        this.given = given;
    }

    static Session open(Host host, Settings settings) {
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 5m");
        }
        var region = settings.maybe("region").isPresent() ? Optional.<String>empty() : host.variable("AWS_DEFAULT_REGION").filter(text -> !text.isBlank());
        return new Session(host, settings, timeout, Where.of(settings, Where.of(region, Optional.empty(), Where.UNSAID)));
    }

    /// Makes the marks that writes are known by.
    Tokens tokens() {
        return tokens;
    }

    /// Where the provider is: what no setting and no variable says is in the configuration files.
    synchronized Where where() {
        if (!given.region().isEmpty()) {
            return given;
        }
        var name = settings.maybe("profile").orElseGet(() -> profiles().chosen());
        return Where.of(profiles().region(name), Optional.empty(), new Where("us-east-1", given.endpoint()));
    }

    private Profiles profiles() {
        var read = profiles.orElseGet(() -> Profiles.read(host));
        profiles = Optional.of(read);
        return read;
    }

    /// Asks; what is thrown that is no answer becomes a problem.
    <T> T ask(Call call, Function<Session, T> question) {
        try {
            credentials().resolveCredentials();
        } catch (RuntimeException e) {
            throw unknown(e);
        }
        try {
            return question.apply(this);
        } catch (RuntimeException e) {
            throw Refusal.of(call, e);
        }
    }

    /// Credentials come from STS, from the machine or from a program.
    private ProblemException unknown(RuntimeException thrown) {
        var call = Call.read(where(), settings.has("web_identity_token_file") ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole", settings.maybe("role_arn").orElse("*"));
        boolean asked = thrown instanceof ProblemException || thrown instanceof AwsServiceException;
        return asked || settings.has("role_arn") ? Refusal.of(call, thrown) : Wrong.problem(
                Problem.Code.DENIED,
                "there are no credentials for AWS",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or give auth.config a `profile`");
    }

    private synchronized AwsCredentialsProvider credentials() {
        if (credentials.isEmpty()) {
            var login = new Login(host, settings, profiles(), by -> built(StsClient.builder(), where(), by));
            credentials = Optional.of(kept(login.open()));
        }
        return credentials.get();
    }

    private AwsCredentialsProvider kept(AwsCredentialsProvider made) {
        if (made instanceof AutoCloseable closeable) {
            open.add(closeable);
        }
        return made;
    }

    SsmClient parameters(Where where) {
        return client(SsmClient.class, where, () -> built(SsmClient.builder(), where, credentials()));
    }

    SecretsManagerClient secrets(Where where) {
        return client(SecretsManagerClient.class, where, () -> built(SecretsManagerClient.builder(), where, credentials()));
    }

    /// IAM is one for all regions.
    IamClient iam() {
        return client(IamClient.class, where(), () -> built(IamClient.builder(), where(), credentials()));
    }

    private StsClient sts() {
        return client(StsClient.class, where(), () -> built(StsClient.builder(), where(), credentials()));
    }

    private synchronized <C extends SdkClient> C client(Class<C> type, Where where, Supplier<C> maker) {
        return type.cast(clients.computeIfAbsent(List.of(type, where), _ -> maker.get()));
    }

    private synchronized <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C built(
            B builder, Where where, AwsCredentialsProvider credentials) {
        var files = profiles().file();
        where.endpoint().ifPresent(builder::endpointOverride);
        var client = builder.region(Region.of(where.region()))
                .credentialsProvider(credentials)
                .httpClient(http())
                .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFileSupplier(() -> files)
                        .addExecutionInterceptor(new Limit())
                        .apiCallTimeout(timeout))
                .build();
        open.add(client);
        return client;
    }

    private SdkHttpClient http() {
        var made = http.orElseGet(() ->
                UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout).build());
        http = Optional.of(made);
        return made;
    }

    Standing standing() {
        try {
            var call = Call.read(where(), "sts:GetCallerIdentity", "*");
            return new Standing.Ready(actor(ask(call, session -> session.sts().getCallerIdentity())));
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    private Actor actor(GetCallerIdentityResponse identity) {
        var claims = new TreeMap<String, String>();
        claims.put("provider", "aws");
        claims.put("region", where().region());
        claims.put("token_type", "aws_iam");
        claims.put("scopes", "");
        where().endpoint().ifPresent(url -> claims.put("endpoint_url", url.toString()));
        Optional.ofNullable(identity.account()).ifPresent(account -> claims.put("account", account));
        Optional.ofNullable(identity.arn()).ifPresent(arn -> claims.putAll(Map.of("arn", arn, "user", arn)));
        Optional.ofNullable(identity.userId()).ifPresent(id -> claims.putAll(Map.of("user_id", id, "principal_id", id)));
        return new Actor(claims);
    }

    /// Closes what was made. Closing twice does nothing.
    synchronized void close() {
        for (var each : open.reversed()) {
            try {
                each.close();
            } catch (Exception _) {
                // It held connections and nothing else.
            }
        }
        http.ifPresent(SdkHttpClient::close);
        open.clear();
        clients.clear();
        credentials = Optional.empty();
        http = Optional.empty();
    }
}
