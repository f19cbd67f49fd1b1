package dev.secretzero.bundles.github;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A secret of a repository, an environment or an organization. GitHub never shows it, only when it was last written: that
/// is its version. It compares nothing, so that an expectation is looked up just before the write.
///
/// @param secretName on GitHub; the secret's own when empty
/// @param create makes the environment when it is missing; empty where there is none to make
/// @param audience who may use an organization's secret
record GithubSecret(
        GithubProvider provider, Store store, Optional<String> secretName, Optional<Call> create, Optional<Audience> audience)
        implements Target {

    // "Secrets are limited to 48 KB in size" (GitHub documentation, "Secrets reference").
    private static final int LARGEST = 48 * 1024;
    private static final Pattern MARK = Pattern.compile("[0-9A-Za-z:.+-]{1,40}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    /// Which repositories may use a secret of an organization.
    ///
    /// @param ids of repositories
    /// @param names of repositories, whose ids are asked for
    record Audience(String visibility, List<String> ids, List<Repository> names) {}

    static Target open(GithubProvider provider, Settings settings) {
        var repository = Repository.of(settings, provider.repository());
        var app = settings.text("app");
        if (!settings.has("environment")) {
            return new GithubSecret(provider, Store.repository(repository, app), name(settings), Optional.empty(), Optional.empty());
        }
        if (!app.equals("actions")) {
            throw Wrong.setting("environment", "is for secrets of actions only", "take away `environment` or `app`");
        }
        var environment = settings.text("environment").strip();
        var create = Call.of(
                "PUT",
                "a fine-grained token or an app needs the repository permission \"Administration\" (write), a classic token the scope repo",
                "repos", repository.owner(), repository.name(), "environments", environment);
        return new GithubSecret(
                provider,
                Store.environment(repository, environment),
                name(settings),
                Optional.of(create).filter(_ -> settings.flag("create_environment")),
                Optional.empty());
    }

    static Target organization(GithubProvider provider, Settings settings) {
        var organization = Repository.clean("org", settings.text("org"));
        var names = new ArrayList<Repository>();
        for (var name : settings.has("selected_repositories") ? settings.list("selected_repositories") : List.<String>of()) {
            names.add(name.contains("/")
                    ? Repository.parse("selected_repositories", name)
                    : new Repository(organization, Repository.clean("selected_repositories", name)));
        }
        var ids = settings.has("selected_repository_ids") ? settings.list("selected_repository_ids") : List.<String>of();
        return new GithubSecret(
                provider,
                Store.organization(organization, settings.text("app")),
                name(settings),
                Optional.empty(),
                Optional.of(audience(settings.maybe("visibility"), ids, names)));
    }

    private static Audience audience(Optional<String> written, List<String> ids, List<Repository> names) {
        boolean some = !ids.isEmpty() || !names.isEmpty();
        var visibility = written.orElse(some ? "selected" : "all");
        if (some != visibility.equals("selected")) {
            throw Wrong.setting("visibility", "does not fit the repositories", "write `selected` and name them, or neither");
        }
        if (!List.of("all", "private", "selected").contains(visibility)) {
            throw Wrong.setting("visibility", "is not known", "use all, private or selected");
        }
        if (ids.stream().anyMatch(id -> !id.matches("\\d{1,18}"))) {
            throw Wrong.setting("selected_repository_ids", "holds what is no number", "give ids, or names as `selected_repositories`");
        }
        return new Audience(visibility, List.copyOf(ids), List.copyOf(names));
    }

    private static Optional<String> name(Settings settings) {
        return settings.maybe("secret_name").map(String::strip).map(name -> clean("secret_name", name));
    }

    private static String clean(String key, String name) {
        if (!NAME.matcher(name).matches() || name.toUpperCase(Locale.ROOT).startsWith("GITHUB_")) {
            throw Wrong.setting(
                    key,
                    "must be a name for a secret on GitHub",
                    "use letters, digits and underscores, begin with no digit and not with GITHUB_");
        }
        return name;
    }

    private String remote(String name) {
        return secretName.orElseGet(() -> clean("secret_name", name));
    }

    private Session session() {
        return provider.session();
    }

    /// What is there: never shown, and so either hidden or absent.
    @Override
    public Observation observe(String name) {
        var call = store.call("GET", remote(name));
        try (var answer = session().send(call)) {
            return switch (answer.status()) {
                case 200 -> new Observation.Hidden(Optional.of(new Version(
                        answer.word("updated_at").filter(mark -> MARK.matcher(mark).matches()).orElseThrow(() -> session().senseless(call)))));
                case 404 -> absent();
                default -> throw session().refusal(call, answer);
            };
        }
    }

    /// "Not found" is also what GitHub says of a store that we may not see. Its key is needed for the next write anyway.
    private Observation absent() {
        if (create.isEmpty()) {
            key();
        }
        return new Observation.Absent();
    }

    private Session.SealingKey key() {
        return session().key(store).orElseThrow(() -> session().missing(store, "check the names in the settings and that the token"
                + " may reach it; an environment is made with `create_environment: true`"));
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        var remote = remote(name);
        try (var text = MaterialText.of(material)) {
            if (text.length() > LARGEST) {
                throw new ProblemException(Problem.of(
                                Problem.Code.UNWRITABLE, "the value of \"" + name + "\" is larger than the 48 KiB that GitHub takes")
                        .hint("keep it elsewhere, and only the key to it on GitHub"));
            }
            var found = expect instanceof Expect.Anything ? Optional.<Observation>empty() : Optional.of(observe(name));
            if (found.isPresent() && !expected(expect, found.get())) {
                return new Receipt.Conflict(version(found.get()));
            }
            write(store.call("PUT", remote), text);
        }
        return new Receipt.Written(after(name), Optional.empty());
    }

    private static boolean expected(Expect expect, Observation found) {
        return switch (expect) {
            case Expect.Anything _ -> true;
            case Expect.Nothing _ -> found instanceof Observation.Absent;
            case Expect.Exactly(var version) -> version(found).filter(version::equals).isPresent();
        };
    }

    private static Optional<Version> version(Observation found) {
        return found instanceof Observation.Hidden(var version) ? version : Optional.empty();
    }

    /// The write is done: that its mark cannot be read is no reason to say otherwise.
    private Optional<Version> after(String name) {
        try {
            return version(observe(name));
        } catch (ProblemException _) {
            return Optional.empty();
        }
    }

    private void write(Call call, Secret text) {
        create.filter(_ -> session().key(store).isEmpty()).ifPresent(this::createEnvironment);
        if (!written(call, text)) {
            // The key may have been another's since we asked for it.
            session().forget(store);
            if (!written(call, text)) {
                throw session().server().wrong(
                        Problem.Code.UNWRITABLE, " did not accept the secret for \"" + call.path() + "\"", "check the settings of the target");
            }
        }
    }

    private void createEnvironment(Call call) {
        try (var answer = session().send(call.json(new TreeMap<>()))) {
            if (!answer.isGood()) {
                throw session().refusal(call, answer);
            }
        }
    }

    private boolean written(Call call, Secret text) {
        try (var answer = session().send(call.json(body(call, key(), text)))) {
            return switch (answer.status()) {
                case 201, 204 -> true;
                case 422 -> false;
                default -> throw session().refusal(call, answer);
            };
        }
    }

    private SortedMap<String, Material> body(Call call, Session.SealingKey key, Secret text) {
        var body = new TreeMap<String, Material>(Map.of(
                "encrypted_value", Material.of(sealed(call, key, text)), "key_id", Material.of(key.id())));
        audience.ifPresent(who -> {
            body.put("visibility", Material.of(who.visibility()));
            if (who.visibility().equals("selected")) {
                body.put("selected_repository_ids", Session.number("[" + String.join(",", ids(who)) + "]"));
            }
        });
        return body;
    }

    private List<String> ids(Audience who) {
        var ids = new ArrayList<>(who.ids());
        who.names().forEach(name -> ids.add(session().id(name)));
        return ids;
    }

    private String sealed(Call call, Session.SealingKey key, Secret text) {
        try {
            return text.lend(bytes -> Base64.getEncoder().encodeToString(SealedBox.seal(key.bytes(), bytes)));
        } catch (IllegalArgumentException | IllegalStateException _) {
            throw session().senseless(call);
        }
    }

    @Override
    public void remove(String name) {
        var call = store.call("DELETE", remote(name));
        try (Answer answer = session().send(call)) {
            if (!answer.isGood() && answer.status() != 404) {
                throw session().refusal(call, answer);
            }
        }
    }
}
