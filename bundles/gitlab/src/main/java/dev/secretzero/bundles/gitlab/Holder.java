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
/// @param id a path or a number
record Holder(String kind, String id) {

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");

    static Holder project(Optional<String> written, GitlabProvider provider) {
        return of("projects", "project", named(written).or(provider::project));
    }

    static Holder group(Optional<String> written, GitlabProvider provider) {
        return of("groups", "group", named(written).or(provider::group));
    }

    private static Holder of(String kind, String key, Optional<String> id) {
        var path = id.map(text -> text.strip().replaceAll("^/+|/+$", ""))
                .orElseThrow(() -> Wrong.setting(key, "is required", "write the path, as team/app, or the number; the provider may"
                        + " have it, or a GitLab pipeline"));
        if (!PATH.matcher(path).matches()) {
            throw Wrong.setting(key, "is not a path on GitLab", "write it as team/app, without the address");
        }
        return new Holder(kind, path);
    }

    /// What is written, unless it asks us to find out.
    static Optional<String> named(Optional<String> written) {
        return written.map(String::strip).filter(text -> !text.isEmpty() && !text.equals("auto"));
    }

    /// A request about something below it.
    Call call(String method, String... below) {
        var names = new ArrayList<>(List.of(kind, id));
        names.addAll(List.of(below));
        return Call.of(
                method,
                "the token needs the scope api, and the role of a " + (kind.equals("groups") ? "Owner of the group" : "Maintainer of the project"),
                names.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return (kind.equals("groups") ? "group \"" : "project \"") + id + "\"";
    }
}
