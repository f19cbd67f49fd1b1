package dev.secretzero.bundles.github;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import java.util.List;

/// GitHub. What is offered stands here, so that to list it loads nothing that reaches a server.
public final class GithubPlugin implements Plugin {

    /// 900 points a minute, of which a read is one; and 80 requests a minute that make content (GitHub documentation,
    /// "Rate limits for the REST API"). A look may need a second read, for the key.
    private static final Pace PACE = new Pace("github", Pace.Rate.perMinute(450), Pace.Rate.perMinute(80));

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("api_url", Setting.Type.URI, "The REST API. https://api.github.com when not given; of an Enterprise server"
                            + " it ends with /api/v3.")
                    .from("GITHUB_API_URL"),
            Setting.of("github_url", Setting.Type.TEXT, "The web address of an Enterprise server, when `api_url` is not given."),
            Setting.of("method", Setting.Type.TEXT, "How to log in. `token` when there is one, and otherwise `app`.")
                    .oneOf("token", "app"),
            Setting.of("token", Setting.Type.SECRET, "The token. GH_TOKEN when not given.")
                    .from("GITHUB_TOKEN"),
            Setting.of("app_id", Setting.Type.TEXT, "The id of a GitHub App, or its client id.")
                    .from("GITHUB_APP_ID"),
            Setting.of("installation_id", Setting.Type.TEXT, "The id of the app's installation.")
                    .from("GITHUB_APP_INSTALLATION_ID"),
            Setting.of("private_key", Setting.Type.SECRET, "The app's private key in PEM.")
                    .from("GITHUB_APP_PRIVATE_KEY"),
            Setting.of("private_key_path", Setting.Type.PATH, "A file with the app's private key.")
                    .from("GITHUB_APP_PRIVATE_KEY_PATH"),
            Setting.of("repository", Setting.Type.TEXT, "The repository, as owner/name, of targets that name none."),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final Setting NAME =
            Setting.of("secret_name", Setting.Type.TEXT, "The name on GitHub. The secret's own when not given.");

    private static final Setting APP = Setting.of("app", Setting.Type.TEXT, "What the secret is for.")
            .oneOf("actions", "dependabot", "codespaces")
            .otherwise("actions");

    private static final List<Setting> PLACE = List.of(
            Setting.of("owner", Setting.Type.TEXT, "The account that has the repository."),
            Setting.of("repo", Setting.Type.TEXT, "The repository of that owner."),
            Setting.of("repository", Setting.Type.TEXT, "Both in one, as owner/name. The provider's when not given."),
            Setting.of("environment", Setting.Type.TEXT, "The environment whose secret it is."),
            Setting.of("create_environment", Setting.Type.FLAG, "Make the environment when it is missing.")
                    .otherwise("false"),
            NAME,
            APP);

    private static final List<Setting> ORGANIZATION = List.of(
            Setting.of("org", Setting.Type.TEXT, "The organization.").needed(),
            Setting.of("visibility", Setting.Type.TEXT, "Which repositories may use it: `selected` when some are named, otherwise `all`.")
                    .oneOf("all", "private", "selected"),
            Setting.of("selected_repositories", Setting.Type.LIST, "The names of the repositories that may use it."),
            Setting.of("selected_repository_ids", Setting.Type.LIST, "Their ids, where those are known."),
            NAME,
            APP);

    private static final List<Setting> TOKEN = List.of(
            Setting.of("provider", Setting.Type.TEXT, "The alias of the provider that has the app."),
            Setting.of("permissions", Setting.Type.MAP, "What the token may do: name to read, write or admin. All that the app may when not given."),
            Setting.of("repositories", Setting.Type.LIST, "The names of the repositories it is for."),
            Setting.of("repository", Setting.Type.TEXT, "The one repository it is for. The provider's when neither is given."),
            Setting.of("token_name", Setting.Type.TEXT, "A name for people. GitHub keeps none."),
            Setting.of("expires_in_hours", Setting.Type.INTEGER, "GitHub gives every such token one hour.")
                    .otherwise("1"));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("github", "GitHub, or GitHub Enterprise.", CONNECTION, GithubProvider::open),
                List.of(
                        target("github_secret", "A secret of a repository or of one of its environments.", PLACE, GithubSecret::open),
                        target("github_organization_secret", "A secret of an organization.", ORGANIZATION, GithubSecret::organization)),
                List.of(new Offer<>(
                        "github_pat",
                        "A token of a GitHub App's installation, good for one hour.",
                        TOKEN,
                        (provider, settings) -> InstallationToken.open(provider, settings)))));
    }

    private static Offer<GithubProvider, Target> target(
            String kind, String summary, List<Setting> settings, Offer.Opener<GithubProvider, Target> opener) {
        return new Offer<>(kind, summary, settings, opener).at(PACE);
    }
}
