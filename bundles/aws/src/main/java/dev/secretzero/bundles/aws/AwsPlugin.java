package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import java.util.ArrayList;
import java.util.List;

/// Amazon Web Services. What is offered stands here, so that to list it loads nothing of the SDK.
public final class AwsPlugin implements Plugin {

    private static final List<Setting> CONNECTION = List.of(
            Setting.of(
                            "region",
                            Setting.Type.TEXT,
                            "The region. AWS_DEFAULT_REGION, then the profile's own, then `us-east-1` when not given.")
                    .from("AWS_REGION"),
            Setting.of(
                    "profile",
                    Setting.Type.TEXT,
                    "A profile of the AWS configuration files. AWS_PROFILE, then `default`, is tried last when not given."),
            Setting.of("access_key_id", Setting.Type.TEXT, "An access key, in place of all other logins."),
            Setting.of("secret_access_key", Setting.Type.SECRET, "The secret of the access key."),
            Setting.of("session_token", Setting.Type.SECRET, "The session token of a temporary access key."),
            Setting.of("role_arn", Setting.Type.TEXT, "A role to assume with the login that the other settings give."),
            Setting.of("session_name", Setting.Type.TEXT, "What the session of the role is called.")
                    .otherwise("secretzero-session"),
            Setting.of("external_id", Setting.Type.TEXT, "The external id that the role's trust policy asks for."),
            Setting.of("duration", Setting.Type.DURATION, "For how long the role is assumed, 15m to 12h.")
                    .otherwise("1h"),
            Setting.of(
                    "web_identity_token_file",
                    Setting.Type.PATH,
                    "A file with a signed token that the role is assumed with, in place of another login."),
            Setting.of("endpoint_url", Setting.Type.URI, "The address of all services, for servers that speak for AWS.")
                    .from("AWS_ENDPOINT_URL"),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> ELSEWHERE = List.of(
            Setting.of("region", Setting.Type.TEXT, "The region, when it is not the provider's."),
            Setting.of("endpoint_url", Setting.Type.URI, "The address of the service, when it is not the provider's."));

    private static final List<Setting> PLACE = List.of(
            Setting.of("description", Setting.Type.TEXT, "The description. `Managed by SecretZero:` and the name when not given."),
            Setting.of("kms_key_id", Setting.Type.TEXT, "The key that encrypts. The account's own key of the service when not given."),
            Setting.of("tags", Setting.Type.MAP, "Tags, given when the place is created."),
            Setting.of("overwrite", Setting.Type.FLAG, "Whether a value that is there may be replaced.")
                    .otherwise("true"),
            Setting.of("format", Setting.Type.TEXT, "`json` refuses a value that is no JSON.")
                    .otherwise("raw")
                    .oneOf("raw", "json"));

    private static final List<Setting> PARAMETER = List.of(
            Setting.of("name", Setting.Type.TEXT, "The name of the parameter, with a slash before it when it has levels.")
                    .needed(),
            Setting.of("type", Setting.Type.TEXT, "The type of the parameter.")
                    .otherwise("SecureString")
                    .oneOf("String", "SecureString", "StringList"),
            Setting.of("tier", Setting.Type.TEXT, "The tier: a standard parameter holds 4 KiB, the others 8 KiB.")
                    .otherwise("Standard")
                    .oneOf("Standard", "Advanced", "Intelligent-Tiering"));

    private static final List<Setting> SECRET = List.of(
            Setting.of("name", Setting.Type.TEXT, "The name of the secret, or its ARN.").needed(),
            Setting.of(
                            "recovery_window_in_days",
                            Setting.Type.INTEGER,
                            "For how long a removed secret can be restored, 7 to 30; 0 for not at all.")
                    .otherwise("7"));

    private static final List<Setting> ACCESS_KEY = List.of(
            Setting.of("provider", Setting.Type.TEXT, "The alias of the provider."),
            Setting.of("user_name", Setting.Type.TEXT, "The IAM user whose keys these are, and nobody else's.")
                    .needed(),
            Setting.of(
                            "replace_oldest",
                            Setting.Type.FLAG,
                            "Whether the older of two keys is deleted when a third is wanted.")
                    .otherwise("false"));

    /// The defaults for each account and region of https://docs.aws.amazon.com/general/latest/gr/ssm.html, "Parameter Store max
    /// throughput": 40 a second for GetParameter, GetParameters and GetParametersByPath together, 3 for PutParameter. An account
    /// that has bought more is not asked faster.
    private static final Pace PARAMETERS = new Pace("ssm", Pace.Rate.perSecond(40), Pace.Rate.perSecond(3));

    /// Of https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html, for each account and region: 100 a
    /// second for BatchGetSecretValue, 50 for PutSecretValue and its like together.
    private static final Pace SECRETS = new Pace("secretsmanager", Pace.Rate.perSecond(100), Pace.Rate.perSecond(50));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("aws", "Amazon Web Services.", CONNECTION, (host, settings) -> AwsProvider.open(host, settings)),
                List.of(parameter(), secret()),
                List.of(accessKey())));
    }

    private static Offer<AwsProvider, Target> parameter() {
        return new Offer<AwsProvider, Target>(
                        "ssm_parameter",
                        "A parameter of Systems Manager's Parameter Store.",
                        place(PARAMETER),
                        (provider, settings) -> SsmParameter.open(provider, settings))
                .at(PARAMETERS);
    }

    private static Offer<AwsProvider, Target> secret() {
        return new Offer<AwsProvider, Target>(
                        "secrets_manager",
                        "A secret of Secrets Manager.",
                        place(SECRET),
                        (provider, settings) -> StagedSecret.open(provider, settings))
                .at(SECRETS);
    }

    private static Offer<AwsProvider, Generator> accessKey() {
        return new Offer<>(
                "iam_access_key",
                "An access key of an IAM user: `access_key_id` and `secret_access_key`.",
                ACCESS_KEY,
                (provider, settings) -> AccessKey.open(provider, settings));
    }

    private static List<Setting> place(List<Setting> own) {
        var all = new ArrayList<>(own);
        all.addAll(PLACE);
        all.addAll(ELSEWHERE);
        return all;
    }
}
