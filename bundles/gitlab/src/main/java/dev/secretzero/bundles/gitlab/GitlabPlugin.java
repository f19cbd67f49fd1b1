package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import java.util.ArrayList;
import java.util.List;

/// GitLab. What is offered stands here, so that to list it loads nothing that reaches a server.
public final class GitlabPlugin implements Plugin {

    /// 2,000 requests a minute for one user (GitLab documentation, "GitLab.com settings", rate limits). A look or a write may
    /// need a second request.
    private static final Pace PACE = new Pace("gitlab", Pace.Rate.perMinute(600), Pace.Rate.perMinute(400));

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("url", Setting.Type.URI, "The server.")
                    .from("GITLAB_URL")
                    .otherwise("https://gitlab.com"),
            Setting.of("token", Setting.Type.SECRET, "The token.").from("GITLAB_TOKEN"),
            Setting.of("project", Setting.Type.TEXT, "The project, by path or number, of targets that name none."),
            Setting.of("project_id", Setting.Type.TEXT, "The same as `project`."),
            Setting.of("group", Setting.Type.TEXT, "The group, by path or number, of targets that name none."),
            Setting.of("group_id", Setting.Type.TEXT, "The same as `group`."),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final Setting PROJECT = Setting.of(
            "project", Setting.Type.TEXT, "The project, by path or number. The provider's, the pipeline's or the checkout's own when not given or `auto`.");

    private static final Setting GROUP = Setting.of(
            "group", Setting.Type.TEXT, "The group, by path or number. The provider's, the pipeline's or the checkout's own when not given or `auto`.");

    private static final List<Setting> VARIABLE = List.of(
            Setting.of("variable_name", Setting.Type.TEXT, "The key. The secret's own name when not given."),
            Setting.of("value_field", Setting.Type.TEXT, "The part of a structured value to write, as a dot path."),
            Setting.of("protected", Setting.Type.FLAG, "Give it only to protected branches and tags.").otherwise("false"),
            Setting.of("masked", Setting.Type.FLAG, "Mask it in job logs.").otherwise("true"),
            Setting.of("masked_and_hidden", Setting.Type.FLAG, "Never show it again. Can only be said when the variable is made.")
                    .otherwise("false"),
            Setting.of("raw", Setting.Type.FLAG, "Take a `$` in it as it is.").otherwise("true"),
            Setting.of("environment_scope", Setting.Type.TEXT, "The environments that see it.").otherwise("*"),
            Setting.of("variable_type", Setting.Type.TEXT, "Whether a job sees the value, or the path of a file that holds it.")
                    .oneOf("env_var", "file")
                    .otherwise("env_var"),
            Setting.of("description", Setting.Type.TEXT, "What it is, for people."));

    private static final List<Setting> MEMBER = List.of(
            Setting.of("service_account_user_id", Setting.Type.INTEGER, "The number of the account's user.").needed(),
            Setting.of("resource_type", Setting.Type.TEXT, "What it is to belong to.")
                    .oneOf("group", "project")
                    .needed(),
            Setting.of("resource", Setting.Type.TEXT, "The group or project, by path or number. The provider's, the pipeline's or the"
                    + " checkout's own when not given or `auto`."),
            Setting.of("access_level", Setting.Type.INTEGER, "Its role: 10, 15, 20, 30, 40 or 50. One that belongs already keeps its own.")
                    .otherwise("30"));

    private static final List<Setting> TOKEN = List.of(
            Setting.of("provider", Setting.Type.TEXT, "The alias of the provider that is asked."),
            Setting.of("token_name", Setting.Type.TEXT, "The token's name on GitLab.").needed(),
            Setting.of("scopes", Setting.Type.LIST, "What it may do.").needed(),
            Setting.of("expires_in_days", Setting.Type.INTEGER, "After how many days it expires.").otherwise("90"),
            Setting.of("description", Setting.Type.TEXT, "What it is for, for people."));

    private static final List<Setting> ROLE = List.of(
            Setting.of("access_level", Setting.Type.INTEGER, "Its role: 10, 15, 20, 30, 40 or 50.").otherwise("40"),
            Setting.of("revoke_existing", Setting.Type.FLAG, "Revoke the token before, when its successor is in all places.")
                    .otherwise("true"));

    private static final List<Setting> ACCOUNT = List.of(
            Setting.of("service_account_name", Setting.Type.TEXT, "The name of the account, which is made where there is none.").needed(),
            Setting.of("service_account_user_id", Setting.Type.INTEGER, "The number of the account's user, where the name does not tell."),
            Setting.of("memberships", Setting.Type.ANY, "What the account is to belong to: a list of `resource_type` (group or project),"
                    + " `resource` and `access_level`."),
            Setting.of("rotate_existing", Setting.Type.FLAG, "Revoke the token before, when its successor is in all places.")
                    .otherwise("true"),
            Setting.of("token_id", Setting.Type.INTEGER, "The number of a token that was made by other means. It is revoked with the first"
                    + " one that a rotation revokes."));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("gitlab", "GitLab, gitlab.com or self-managed.", CONNECTION, GitlabProvider::open),
                List.of(
                        target("gitlab_variable", "A CI/CD variable of a project.", PROJECT, GitlabVariable::project),
                        target("gitlab_group_variable", "A CI/CD variable of a group.", GROUP, GitlabVariable::group),
                        new Offer<GitlabProvider, Target>(
                                        "gitlab_service_account_member",
                                        "That a service account belongs to a group or project. It holds no value.",
                                        MEMBER,
                                        ServiceAccountMember::open)
                                .at(PACE)),
                List.of(
                        token("gitlab_project_token", "An access token of a project.", PROJECT, ROLE, AccessToken::project),
                        token("gitlab_group_token", "An access token of a group.", GROUP, ROLE, AccessToken::group),
                        token(
                                "gitlab_group_service_account",
                                "An access token of a service account of a group.",
                                GROUP,
                                ACCOUNT,
                                ServiceAccountToken::open))));
    }

    private static Offer<GitlabProvider, Target> target(
            String kind, String summary, Setting holder, Offer.Opener<GitlabProvider, Target> opener) {
        return new Offer<>(kind, summary, with(holder, VARIABLE), opener).at(PACE);
    }

    private static Offer<GitlabProvider, Generator> token(
            String kind, String summary, Setting holder, List<Setting> own, Offer.Opener<GitlabProvider, Generator> opener) {
        var settings = with(holder, TOKEN);
        settings.addAll(own);
        return new Offer<>(kind, summary, settings, opener);
    }

    private static List<Setting> with(Setting first, List<Setting> others) {
        var all = new ArrayList<Setting>();
        all.add(first);
        all.addAll(others);
        return all;
    }
}
