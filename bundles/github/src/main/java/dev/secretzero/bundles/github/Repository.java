package dev.secretzero.bundles.github;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/// A repository by its owner and name.
record Repository(String owner, String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /// What the settings name: `owner` with `repo`, or `repository` as `owner/name`, or else the provider's.
    static Repository of(Settings settings, Optional<String> other) {
        if (settings.has("owner") && settings.has("repo") && !settings.text("repo").contains("/")) {
            return new Repository(clean("owner", settings.text("owner")), clean("repo", settings.text("repo")));
        }
        return settings.maybe("repository")
                .or(() -> settings.maybe("repo"))
                .or(() -> other)
                .map(text -> parse("repository", text))
                .orElseThrow(() -> Wrong.setting("repository", "is required", "write it as owner/name, or give `owner` and `repo`"));
    }

    static Repository parse(String key, String text) {
        var parts = text.strip().split("/", -1);
        if (parts.length != 2) {
            throw Wrong.setting(key, "is not a repository", "write it as owner/name");
        }
        return new Repository(clean(key, parts[0]), clean(key, parts[1]));
    }

    /// A name of an account or a repository.
    static String clean(String key, String written) {
        var name = written.strip();
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw Wrong.setting(key, "is not a name on GitHub", "use letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
