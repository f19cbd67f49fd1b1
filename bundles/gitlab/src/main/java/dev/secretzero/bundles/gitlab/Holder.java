package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A project or a group.
///
/// @param kind `projects` or `groups`, as the API has them
record Holder(String kind, Name name) {

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");

    /// How it is known.
    sealed interface Name {
        /// A path or a number.
        String id();

        record Written(String id) implements Name {}

        /// The project of a checkout.
        record Cloned(Checkout checkout) implements Name {
            @Override
            public String id() {
                return checked("project", checkout.project());
            }
        }

        /// The group that the project of a checkout is in.
        record Above(Checkout checkout) implements Name {
            @Override
            public String id() {
                return checked("group", checkout.project().replaceFirst("/[^/]*$", ""));
            }
        }
    }

    static Holder project(Optional<String> written, GitlabProvider provider) {
        return of("projects", "project", named(written).or(provider::project), new Name.Cloned(provider.checkout()));
    }

    static Holder group(Optional<String> written, GitlabProvider provider) {
        return of("groups", "group", named(written).or(provider::group), new Name.Above(provider.checkout()));
    }

    private static Holder of(String kind, String key, Optional<String> id, Name otherwise) {
        return new Holder(kind, id.<Name>map(text -> new Name.Written(checked(key, text.strip().replaceAll("^/+|/+$", "")))).orElse(otherwise));
    }

    private static String checked(String key, String path) {
        if (!PATH.matcher(path).matches()) {
            throw Wrong.setting(key, "is not a path on GitLab", "write it as team/app, without the address");
        }
        return path;
    }

    String id() {
        return name.id();
    }

    /// What is written, unless it asks us to find out.
    static Optional<String> named(Optional<String> written) {
        return written.map(String::strip).filter(text -> !text.isEmpty() && !text.equals("auto"));
    }

    /// A request about something below it.
    Call call(String method, String... below) {
        var names = new ArrayList<>(List.of(kind, id()));
        names.addAll(List.of(below));
        return Call.of(
                method,
                "the token needs the scope api, and the role of " + (kind.equals("groups") ? "an Owner of the group" : "a Maintainer of the project"),
                names.toArray(String[]::new));
    }

    /// The group at the top of this one, which has the service accounts. A number says nothing of it, so that it is asked for.
    Holder top(Session session) {
        var id = id();
        return new Holder(kind, new Name.Written((id.matches("\\d+") ? path(session) : id).replaceFirst("/.*", "")));
    }

    private String path(Session session) {
        var call = call("GET").with("with_projects", "false");
        try (var answer = session.send(call)) {
            if (answer.status() != 200) {
                throw session.refusal(call, answer);
            }
            return answer.word("full_path").filter(path -> PATH.matcher(path).matches()).orElseThrow(() -> session.senseless(call));
        }
    }

    @Override
    public String toString() {
        return (kind.equals("groups") ? "group \"" : "project \"") + id() + "\"";
    }
}
