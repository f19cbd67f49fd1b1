package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the SDK throws, as problems. Nothing of its text is kept: a service may quote the value that it was given.
final class Refusal {

    private static final Set<String> THROTTLED = Set.of("TooManyUpdates", "PriorRequestNotComplete", "RequestLimitExceeded");
    private static final Set<String> DENIED = Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "OptInRequired");
    private static final Set<String> UNKNOWN = Set.of(
            "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidSignatureException",
            "SignatureDoesNotMatch", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
            "InvalidAccessKeyId", "RequestExpired", "AuthFailure");
    private static final Set<String> KEYS = Set.of(
            "EncryptionFailure", "EncryptionFailureException", "DecryptionFailure", "DecryptionFailureException", "InvalidKeyId",
            "KMSAccessDeniedException", "KMSInvalidStateException", "KMSNotFoundException");
    private static final Set<String> FULL = Set.of(
            "LimitExceeded", "LimitExceededException", "ParameterLimitExceeded", "ParameterMaxVersionLimitExceeded",
            "ServiceQuotaExceededException");

    private Refusal() {}

    /// Whatever a call threw that is no answer to it.
    static ProblemException of(Call call, RuntimeException thrown) {
        if (thrown instanceof ProblemException known) {
            return known;
        }
        if (thrown instanceof AwsServiceException service) {
            return answered(call, service, code(service));
        }
        return isNonsense(thrown)
                ? Wrong.problem(unable(call), call.shown() + " answered in a form that is not known", "check `endpoint_url`: another kind of server may answer there")
                : Wrong.problem(
                        Problem.Code.UNREACHABLE,
                        call.shown() + " could not be reached, or broke off its answer",
                        "check the region, `endpoint_url`, and whether it can be reached from here");
    }

    /// The name of an error in an answer about several places.
    static ProblemException of(Call call, String code) {
        return refused(call, 400, code);
    }

    /// Whether the problem may be that of one place among several.
    static boolean isOfOne(ProblemException thrown) {
        var code = thrown.problem().code();
        return code == Problem.Code.DENIED || code == Problem.Code.UNREADABLE;
    }

    /// The name that the service gives to its refusal. It is compared, and never shown.
    private static String code(AwsServiceException thrown) {
        return Optional.ofNullable(thrown.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    }

    /// An answer that cannot be read. Its message begins so; whatever else is thrown before an answer came.
    private static boolean isNonsense(RuntimeException thrown) {
        var message = Optional.ofNullable(thrown.getMessage()).orElse("");
        return !(thrown instanceof SdkException) || message.startsWith("Unable to unmarshall");
    }

    private static ProblemException answered(Call call, AwsServiceException thrown, String code) {
        if (thrown.statusCode() == 429 || thrown.isThrottlingException() || THROTTLED.contains(code)) {
            return throttled(call, thrown);
        }
        if (thrown.statusCode() >= 500) {
            return Wrong.problem(Problem.Code.UNREACHABLE, call.shown() + " failed with the status " + thrown.statusCode(), "try again later");
        }
        return UNKNOWN.contains(code) || thrown.isClockSkewException() ? unknown(call) : refused(call, thrown.statusCode(), code);
    }

    private static ProblemException throttled(Call call, AwsServiceException thrown) {
        var problem = Problem.of(Problem.Code.THROTTLED, call.shown() + " is asked too often")
                .hint("try again later, or raise the quota of " + call.action());
        return new ProblemException(pause(thrown).map(problem::pause).orElse(problem));
    }

    private static Optional<Duration> pause(AwsServiceException thrown) {
        return Optional.ofNullable(thrown.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static ProblemException unknown(Call call) {
        return Wrong.problem(
                Problem.Code.DENIED,
                call.shown() + " does not accept who we are",
                "the access key may be wrong, expired or deleted, or this machine's clock may be off: log in again");
    }

    private static ProblemException refused(Call call, int status, String code) {
        if (KEYS.contains(code)) {
            return Wrong.problem(
                    Problem.Code.DENIED,
                    call.shown() + " may not use the KMS key of \"" + call.resource() + "\"",
                    "check `kms_key_id`, and allow kms:Decrypt and kms:GenerateDataKey on the key");
        }
        if (FULL.contains(code)) {
            return Wrong.problem(unable(call), call.shown() + " has reached a quota at \"" + call.resource() + "\"", "raise the quota, or remove what is not used");
        }
        return DENIED.contains(code) || status == 401 || status == 403
                ? Wrong.problem(
                        Problem.Code.DENIED,
                        call.shown() + " does not allow " + call.action() + " on \"" + call.resource() + "\"",
                        "add to the policy of this identity: allow " + call.action() + " on " + call.resource())
                : Wrong.problem(
                        unable(call),
                        call.shown() + " refused " + call.action() + " on \"" + call.resource() + "\" with the status " + status,
                        "check the settings of the target, and what the value may hold there");
    }

    private static Problem.Code unable(Call call) {
        return call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE;
    }
}
