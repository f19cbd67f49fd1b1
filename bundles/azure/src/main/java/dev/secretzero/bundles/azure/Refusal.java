package dev.secretzero.bundles.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import dev.secretzero.spi.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What it means when Azure says no. The texts of its answers may quote what was sent, and are not repeated.
final class Refusal {

    private Refusal() {}

    /// Whether the answer has this error code, inside or outside.
    static boolean has(HttpResponseException e, String code) {
        return Optional.ofNullable(e.getResponse())
                .map(HttpResponse::getBodyAsBinaryData)
                .map(body -> codes(body.toBytes()).anyMatch(code::equals))
                .orElse(false);
    }

    /// The codes of `{"error": {"code": ..., "innererror": {"code": ...}}}`.
    private static Stream<String> codes(byte[] body) {
        try (var reader = JsonProviders.createReader(body)) {
            var whole = reader.readMap(JsonReader::readUntyped);
            var error = below(whole, "error");
            return Stream.of(error, below(error, "innererror")).map(each -> each.get("code")).map(String::valueOf);
        } catch (IOException | RuntimeException _) {
            return Stream.empty();
        }
    }

    private static Map<?, ?> below(Map<?, ?> outer, String key) {
        return outer.get(key) instanceof Map<?, ?> inner ? inner : Map.of();
    }

    /// A vault did not do what was asked.
    ///
    /// @param permission of the vault's access policy, such as `set`
    /// @param role the smallest of Azure's roles with that permission
    static Problem vault(RuntimeException e, String place, String permission, String role) {
        if (!(e instanceof HttpResponseException http) || http.getResponse() == null) {
            return isLogin(e) ? login(e) : unreachable(place);
        }
        int status = http.getResponse().getStatusCode();
        return switch (status) {
            case 401, 403 -> Problem.of(Problem.Code.DENIED, place + " does not allow us to " + permission + " secrets")
                    .hint("grant the role \"" + role + "\", or the permission secrets/" + permission
                            + " of an access policy, on the vault; and see that its firewall lets this machine in");
            case 404 -> Problem.of(Problem.Code.NOT_FOUND, place + " is not there").hint("check the vault and the name");
            case 429 -> throttled(http, place);
            case 408, 409 -> Problem.of(Problem.Code.UNREACHABLE, place + " is being changed").hint("try again");
            default -> status >= 500
                    ? Problem.of(Problem.Code.UNREACHABLE, place + " failed with the status " + status).hint("try again later")
                    : Problem.of(permission.equals("get") ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                                    place + " was refused with the status " + status)
                            .hint("check the settings of the target, and the policies of the subscription");
        };
    }

    private static Problem throttled(HttpResponseException e, String place) {
        var problem = Problem.of(Problem.Code.THROTTLED, place + " is asked too often")
                .hint("the quota is for all programs of the vault: try again later");
        return Optional.ofNullable(e.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> problem.pause(Duration.ofSeconds(Long.parseLong(text))))
                .orElse(problem);
    }

    private static Problem unreachable(String place) {
        return Problem.of(Problem.Code.UNREACHABLE, place + " could not be reached, or broke off its answer")
                .hint("check `vault_url`, whether it can be reached from here, and that its certificate is trusted (`ca_file`)");
    }

    private static boolean isLogin(Throwable e) {
        return causes(e).anyMatch(each -> each.getClass().getName().startsWith("com.azure.identity.")
                || each.getClass().getName().startsWith("com.microsoft.aad.")
                || each instanceof com.azure.core.exception.ClientAuthenticationException);
    }

    /// No token could be had.
    static Problem login(RuntimeException e) {
        boolean silent = causes(e).anyMatch(each -> each instanceof IOException && !(each instanceof java.nio.file.FileSystemException));
        return Problem.of(
                        silent ? Problem.Code.UNREACHABLE : Problem.Code.DENIED,
                        silent ? "the token server of Azure did not answer" : "no token could be had for Azure")
                .hint("run `az login`, or give a service principal: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; check that the"
                        + " secret has not expired");
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<Throwable>iterate(e, each -> each != null, Throwable::getCause).limit(16);
    }
}
