package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/// How credentials are had: from settings, the environment, the configuration files, or the machine, in that order, and a
/// role assumed with them. The environment and the place of the files are the host's.
///
/// @param tokens makes a client of STS that asks with the given credentials
record Login(Host host, Settings settings, Profiles profiles, Tokens tokens) {

    private static final int LONGEST_CHAIN = 5;
    private static final int LARGEST_TOKEN = 1 << 16;

    /// Makes a client of STS.
    @FunctionalInterface
    interface Tokens {
        StsClient with(AwsCredentialsProvider credentials);
    }

    /// A role, and what it is assumed as.
    private record Role(String arn, String session, Optional<String> externalId, Duration duration) {}

    AwsCredentialsProvider open() {
        var role = settings.maybe("role_arn");
        if (settings.has("web_identity_token_file")) {
            var file = host.home().resolve(settings.path("web_identity_token_file"));
            return webIdentity(role(role.orElseThrow(() -> Wrong.setting(
                    "role_arn", "is required", "a signed token is exchanged for a role: name the role"))), file);
        }
        return role.map(arn -> assumed(role(arn), base())).orElseGet(this::base);
    }

    private Role role(String arn) {
        var duration = settings.duration("duration");
        if (duration.compareTo(Duration.ofMinutes(15)) < 0 || duration.compareTo(Duration.ofHours(12)) > 0) {
            throw Wrong.setting("duration", "is out of bounds", "give a duration from 15m to 12h");
        }
        return new Role(arn, settings.text("session_name"), settings.maybe("external_id"), duration);
    }

    private AwsCredentialsProvider base() {
        if (settings.has("access_key_id")) {
            var token = settings.has("session_token") ? Optional.of(text(settings.secret("session_token"))) : Optional.<String>empty();
            return key(settings.text("access_key_id").strip(), text(settings.secret("secret_access_key")), token);
        }
        return settings.maybe("profile").map(name -> profile(name, 0)).orElseGet(this::ambient);
    }

    private static String text(Secret secret) {
        return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    private static AwsCredentialsProvider key(String id, String secret, Optional<String> token) {
        return StaticCredentialsProvider.create(token.isPresent()
                ? AwsSessionCredentials.create(id, secret, token.get())
                : AwsBasicCredentials.create(id, secret));
    }

    /// The order of AWS's own tools.
    private AwsCredentialsProvider ambient() {
        return environment()
                .or(this::podIdentity)
                .or(() -> profiles.has(profiles.chosen()) ? Optional.of(profile(profiles.chosen(), 0)) : Optional.empty())
                .or(this::container)
                .or(this::machine)
                .orElseThrow(() -> Wrong.problem(
                        Problem.Code.DENIED,
                        "there are no credentials for AWS",
                        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or give auth.config a `profile`"));
    }

    private Optional<AwsCredentialsProvider> environment() {
        return variable("AWS_ACCESS_KEY_ID").flatMap(id -> variable("AWS_SECRET_ACCESS_KEY")
                .map(secret -> key(id, secret, variable("AWS_SESSION_TOKEN"))));
    }

    private Optional<AwsCredentialsProvider> podIdentity() {
        return variable("AWS_WEB_IDENTITY_TOKEN_FILE").flatMap(file -> variable("AWS_ROLE_ARN").map(arn -> webIdentity(
                new Role(arn, variable("AWS_ROLE_SESSION_NAME").orElse(settings.text("session_name")), Optional.empty(), Duration.ofHours(1)),
                Path.of(file))));
    }

    private Optional<AwsCredentialsProvider> container() {
        return variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                .or(() -> variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
                .map(_ -> ContainerCredentialsProvider.builder().build());
    }

    private Optional<AwsCredentialsProvider> machine() {
        if (variable("AWS_EC2_METADATA_DISABLED").filter("true"::equalsIgnoreCase).isPresent()) {
            return Optional.empty();
        }
        var machine = InstanceProfileCredentialsProvider.builder();
        variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").ifPresent(machine::endpoint);
        return Optional.of(machine.build());
    }

    private Optional<String> variable(String name) {
        return host.variable(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    /// @param links how many profiles have led here
    private AwsCredentialsProvider profile(String name, int links) {
        var profile = profiles.named(name);
        var arn = profile.property(ProfileProperty.ROLE_ARN);
        if (links > LONGEST_CHAIN) {
            throw Wrong.problem(Problem.Code.SETTING_INVALID, "profile \"" + name + "\" comes back to itself", "check its source_profile");
        }
        return arn.map(role -> assumed(name, profile, role, links)).orElseGet(() -> own(name, profile));
    }

    private AwsCredentialsProvider assumed(String name, Profile profile, String arn, int links) {
        var role = new Role(
                arn,
                profile.property(ProfileProperty.ROLE_SESSION_NAME).orElse(settings.text("session_name")),
                profile.property(ProfileProperty.EXTERNAL_ID),
                profile.property(ProfileProperty.DURATION_SECONDS)
                        .filter(text -> text.matches("\\d{1,6}"))
                        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                        .orElse(Duration.ofHours(1)));
        var file = profile.property(ProfileProperty.WEB_IDENTITY_TOKEN_FILE);
        return file.isPresent()
                ? webIdentity(role, host.home().resolve(file.get()))
                : assumed(role, source(name, profile, links));
    }

    private AwsCredentialsProvider source(String name, Profile profile, int links) {
        var source = profile.property(ProfileProperty.SOURCE_PROFILE);
        if (source.isPresent()) {
            // A profile may be the source of its own role: then its keys are meant.
            return source.get().equals(name) ? own(name, profile) : profile(source.get(), links + 1);
        }
        return switch (profile.property(ProfileProperty.CREDENTIAL_SOURCE).orElse("")) {
            case "Environment" -> environment().orElseThrow(() -> incomplete(name));
            case "EcsContainer" -> container().orElseThrow(() -> incomplete(name));
            case "Ec2InstanceMetadata" -> machine().orElseThrow(() -> incomplete(name));
            default -> throw incomplete(name);
        };
    }

    private static ProblemException incomplete(String name) {
        return Wrong.problem(
                Problem.Code.DENIED,
                "profile \"" + name + "\" has no credentials",
                "give it an access key, a source_profile, or a credential_source that exists here");
    }

    private AwsCredentialsProvider own(String name, Profile profile) {
        var id = profile.property(ProfileProperty.AWS_ACCESS_KEY_ID);
        var secret = profile.property(ProfileProperty.AWS_SECRET_ACCESS_KEY);
        if (id.isPresent() && secret.isPresent()) {
            return key(id.get(), secret.get(), profile.property(ProfileProperty.AWS_SESSION_TOKEN));
        }
        if (profile.property(ProfileProperty.CREDENTIAL_PROCESS).isPresent()) {
            return ProfileCredentialsProvider.builder().profileFile(profiles.file()).profileName(name).build();
        }
        throw incomplete(name);
    }

    private AwsCredentialsProvider assumed(Role role, AwsCredentialsProvider credentials) {
        var request = AssumeRoleRequest.builder()
                .roleArn(role.arn())
                .roleSessionName(role.session())
                .externalId(role.externalId().orElse(null))
                .durationSeconds((int) role.duration().toSeconds())
                .build();
        return StsAssumeRoleCredentialsProvider.builder().stsClient(tokens.with(credentials)).refreshRequest(request).build();
    }

    private AwsCredentialsProvider webIdentity(Role role, Path file) {
        return StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(tokens.with(AnonymousCredentialsProvider.create()))
                .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                        .roleArn(role.arn())
                        .roleSessionName(role.session())
                        .durationSeconds((int) role.duration().toSeconds())
                        .webIdentityToken(token(file))
                        .build())
                .build();
    }

    private static String token(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_TOKEN);
            var token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (!token.isEmpty() && bytes.length < LARGEST_TOKEN) {
                return token;
            }
        } catch (IOException _) {
            // Said below, with the place.
        }
        throw Wrong.problem(
                Problem.Code.UNREADABLE, "there is no signed token in " + file, "check web_identity_token_file, and that it may be read");
    }
}
