package dev.secretzero.bundles.github;

import dev.secretzero.rest.Call;
import java.util.ArrayList;
import java.util.List;

/// Where GitHub keeps secrets that are sealed for one public key.
///
/// @param base the path below which the secrets are
/// @param shown as messages name it
/// @param right the fine-grained permission, without its level
/// @param scope what a classic token needs
record Store(List<String> base, String shown, String right, String scope) {

    static Store repository(Repository repository, String app) {
        return new Store(
                List.of("repos", repository.owner(), repository.name(), app, "secrets"),
                "repository \"" + repository + "\"",
                "repository permission \"" + right(app, "Secrets", "Dependabot secrets", "Codespaces secrets") + "\"",
                "repo");
    }

    static Store environment(Repository repository, String environment) {
        return new Store(
                List.of("repos", repository.owner(), repository.name(), "environments", environment, "secrets"),
                "environment \"" + environment + "\" of \"" + repository + "\"",
                "repository permission \"Environments\"",
                "repo");
    }

    static Store organization(String organization, String app) {
        var right = right(app, "Secrets", "Organization dependabot secrets", "Organization codespaces secrets");
        return new Store(
                List.of("orgs", organization, app, "secrets"),
                "organization \"" + organization + "\"",
                "organization permission \"" + right + "\"",
                "admin:org");
    }

    private static String right(String app, String actions, String dependabot, String codespaces) {
        return app.equals("actions") ? actions : app.equals("dependabot") ? dependabot : codespaces;
    }

    /// A request about one secret; `public-key` is the store's own.
    Call call(String method, String name) {
        var names = new ArrayList<>(base);
        names.add(name);
        return Call.of(method, need(method.equals("GET") ? "read" : "write"), names.toArray(String[]::new));
    }

    private String need(String level) {
        return "a fine-grained token or an app needs the " + right + " (" + level + "), a classic token the scope " + scope;
    }
}
