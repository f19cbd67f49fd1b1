package dev.secretzero.bundles.azure;

import dev.secretzero.bundles.azure.FakeKeyVault.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/// The applications of a tenant, as Microsoft Graph 1.0 is documented.
final class FakeGraph {

    static final String OBJECT = "aaaaaaaa-0000-0000-0000-000000000001";
    static final String APPLICATION = "bbbbbbbb-0000-0000-0000-000000000001";
    static final String SECRET = "issued~";

    private static final Pattern BY_CLIENT = Pattern.compile("applications\\(appId='([^']*)'\\)(?:/(\\w+))?");
    private static final Pattern BY_OBJECT = Pattern.compile("applications/([^/]*)(?:/(\\w+))?");

    private final List<Map<String, Object>> secrets = new ArrayList<>();
    private boolean deleted;
    private int issued;

    synchronized Reply reply(String method, String path, Map<String, Object> body) {
        var client = BY_CLIENT.matcher(path);
        var object = BY_OBJECT.matcher(path);
        boolean known = (client.matches() && client.group(1).equals(APPLICATION)) || (object.matches() && object.group(1).equals(OBJECT));
        if (!known || deleted) {
            return new Reply(404, Map.of("error", Map.of("code", "Request_ResourceNotFound")));
        }
        var action = client.matches() ? client.group(2) : object.group(2);
        return switch (method + " " + action) {
            case "GET null" -> new Reply(200, Map.of("appId", APPLICATION, "passwordCredentials", secrets));
            case "POST addPassword" -> add(body);
            case "POST removePassword" -> remove(body);
            default -> new Reply(400, Map.of("error", Map.of("code", "BadRequest")));
        };
    }

    private Reply add(Map<String, Object> body) {
        var shown = new TreeMap<String, Object>();
        ((Map<?, ?>) Objects.requireNonNull(body.get("passwordCredential"))).forEach((key, value) -> shown.put(String.valueOf(key), value));
        issued++;
        shown.put("keyId", new UUID(0, issued).toString());
        shown.put("hint", "iss");
        secrets.add(shown);
        var told = new TreeMap<>(shown);
        told.put("secretText", SECRET + issued);
        return new Reply(200, told);
    }

    private Reply remove(Map<String, Object> body) {
        return secrets.removeIf(each -> Objects.equals(each.get("keyId"), body.get("keyId")))
                ? new Reply(204, "")
                : new Reply(400, Map.of("error", Map.of("code", "Request_BadRequest", "message", "No password credential found: " + body)));
    }

    /// What the application is shown with.
    synchronized List<Map<String, Object>> secrets() {
        return List.copyOf(secrets);
    }

    /// Adds a secret as somebody else would.
    synchronized void add(String displayName, String end) {
        add(Map.of("passwordCredential", Map.of("displayName", displayName, "endDateTime", end)));
    }

    synchronized void delete() {
        deleted = true;
    }
}
