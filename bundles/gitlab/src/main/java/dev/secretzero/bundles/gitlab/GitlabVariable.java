package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A variable of a project or a group, in one environment scope. GitLab shows its value, unless it was made hidden, and keeps
/// no versions. Several are read as one list.
///
/// @param variable its key; the secret's own name when empty
/// @param field the part of the material that it holds, as a dot path: then the material cannot be had back from it
/// @param shape the other fields that are written with the value
record GitlabVariable(
        GitlabProvider provider, Holder holder, Optional<String> variable, Optional<String> field, String scope, Shape shape)
        implements Batched {

    // The limits of GitLab's documentation, "GitLab CI/CD variables".
    private static final int LONGEST = 10_000;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]{1,255}");
    private static final Pattern MASKED = Pattern.compile("\\S{8,}");
    private static final Pattern MASKED_AND_EXPANDED = Pattern.compile("[a-zA-Z0-9_+=/@:.~-]{8,}");

    /// What a variable is besides its value.
    ///
    /// @param hidden not even shown to those who may change it; can only be said when the variable is made
    record Shape(boolean guarded, boolean masked, boolean hidden, boolean raw, String type, Optional<String> description) {

        static Shape of(Settings settings) {
            return new Shape(
                    settings.flag("protected"),
                    settings.flag("masked") || settings.flag("masked_and_hidden"),
                    settings.flag("masked_and_hidden"),
                    settings.flag("raw"),
                    settings.text("variable_type"),
                    settings.maybe("description"));
        }

        SortedMap<String, Material> fields() {
            var fields = new TreeMap<String, Material>();
            fields.put("protected", flag(guarded));
            fields.put("masked", flag(masked));
            fields.put("raw", flag(raw));
            fields.put("variable_type", Material.of(type));
            description.ifPresent(text -> fields.put("description", Material.of(text)));
            return fields;
        }

        private static Material flag(boolean flag) {
            return new Material.Literal(Secret.of(String.valueOf(flag)));
        }
    }

    static Target project(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.project(settings.maybe("project"), provider), settings);
    }

    static Target group(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.group(settings.maybe("group"), provider), settings);
    }

    private static Target open(GitlabProvider provider, Holder holder, Settings settings) {
        var type = settings.text("variable_type");
        if (!type.equals("env_var") && !type.equals("file")) {
            throw Wrong.setting("variable_type", "is not known", "use env_var or file");
        }
        var key = settings.maybe("variable_name").map(name -> clean("variable_name", name.strip()));
        return new GitlabVariable(
                provider, holder, key, settings.maybe("value_field"), settings.text("environment_scope"), Shape.of(settings));
    }

    private static String clean(String setting, String key) {
        if (!KEY.matcher(key).matches()) {
            throw Wrong.setting(setting, "must be a key that GitLab takes", "use letters, digits and underscores, at most 255");
        }
        return key;
    }

    private String key(String name) {
        return variable.orElseGet(() -> clean("variable_name", name));
    }

    private Session session() {
        return provider.session();
    }

    private Call call(String method, String name) {
        return holder.call(method, "variables", key(name)).with("filter[environment_scope]", scope);
    }

    @Override
    public Object batch() {
        return List.of(provider, holder);
    }

    @Override
    public int most() {
        return 1000;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        return places.size() == 1 ? List.of(of(places.getFirst()).look(places.getFirst().name())) : list(places);
    }

    private Observation look(String name) {
        var call = call("GET", name);
        var answer = session().send(call);
        return switch (answer.status()) {
            case 200 -> here(answer.body()) ? seen(call, answer.body()) : new Observation.Absent();
            case 404 -> {
                session().require(holder);
                yield new Observation.Absent();
            }
            default -> throw session().refusal(call, answer);
        };
    }

    /// A server that knows no filter may show the variable of another scope.
    private boolean here(Material variable) {
        return Answer.word(variable, "environment_scope").filter(found -> !found.equals(scope)).isEmpty();
    }

    private Observation seen(Call call, Material variable) {
        if (Answer.word(variable, "hidden").filter("true"::equals).isPresent()) {
            return new Observation.Hidden(Optional.empty());
        }
        var value = Answer.at(variable, "value")
                .filter(found -> found instanceof Material.Single)
                .orElseThrow(() -> session().senseless(call));
        return field.isEmpty() ? new Observation.Shown(value, Optional.empty()) : new Observation.Hidden(Optional.empty());
    }

    private List<Observation> list(List<Place> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        var call = holder.call("GET", "variables");
        var found = new HashMap<List<String>, Material>();
        for (var each : session().all(call)) {
            found.put(List.of(word(each, "key"), word(each, "environment_scope")), each);
        }
        return places.stream().map(place -> of(place).among(found, call, place.name())).toList();
    }

    private Observation among(Map<List<String>, Material> found, Call call, String name) {
        try {
            return Optional.ofNullable(found.get(List.of(key(name), scope)))
                    .map(each -> seen(call, each))
                    .orElseGet(Observation.Absent::new);
        } catch (ProblemException e) {
            return new Observation.Unseen(e.problem());
        }
    }

    private static String word(Material item, String name) {
        return Answer.word(item, name).orElse("*");
    }

    private static GitlabVariable of(Place place) {
        if (place.target() instanceof GitlabVariable target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of batch");
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        var key = key(name);
        try (var text = text(name, material)) {
            text.lend(bytes -> check(name, bytes));
            return switch (expect) {
                case Expect.Anything _ -> overwrite(name, key, text);
                case Expect.Nothing _ -> create(key, text) ? Receipt.Written.plain() : taken(name);
                // GitLab keeps no versions, so that nothing can be a version of its own.
                case Expect.Exactly _ -> new Receipt.Conflict(Optional.empty());
            };
        }
    }

    private Secret text(String name, Material material) {
        if (field.isEmpty()) {
            return MaterialText.of(material);
        }
        return Answer.at(material, field.get().split("\\.", -1))
                .map(MaterialText::of)
                .orElseThrow(() -> unwritable(name, "has no field \"" + field.get() + "\"", "check `value_field`"));
    }

    private boolean check(String name, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw unwritable(name, "is not UTF-8 text", "encode the value, as base64, where it is made");
        }
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw unwritable(name, "has more than the 10,000 characters that GitLab takes", "keep it elsewhere");
        }
        var masked = shape.raw ? MASKED : MASKED_AND_EXPANDED;
        if (shape.masked && !masked.matcher(text).matches()) {
            throw unwritable(
                    name,
                    "cannot be masked",
                    "a masked value has at least 8 characters and no spaces or line breaks, and without `raw` only letters, digits"
                            + " and _+=/@:.~-; or write `masked: false`");
        }
        return true;
    }

    private ProblemException unwritable(String name, String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.UNWRITABLE, "the value of \"" + name + "\" for " + holder + " " + what).hint(hint));
    }

    private Receipt overwrite(String name, String key, Secret text) {
        if (shape.hidden && shows(name)) {
            throw session().server().wrong(
                    Problem.Code.UNWRITABLE,
                    " cannot hide the variable \"" + key + "\" of " + holder + " any more",
                    "delete it there, so that it is made anew, or write `masked_and_hidden: false`");
        }
        if (!update(name, text) && !create(key, text)) {
            throw refused(key);
        }
        return Receipt.Written.plain();
    }

    /// Whether it is there and not hidden.
    private boolean shows(String name) {
        var whole = new GitlabVariable(provider, holder, variable, Optional.empty(), scope, shape);
        return whole.look(name) instanceof Observation.Shown;
    }

    /// Whether it was there to be written over.
    private boolean update(String name, Secret text) {
        var call = call("PUT", name).json(body(text));
        try (var answer = session().send(call)) {
            return switch (answer.status()) {
                case 200 -> true;
                case 404 -> false;
                default -> throw session().refusal(call, answer);
            };
        }
    }

    private SortedMap<String, Material> body(Secret text) {
        var fields = shape.fields();
        fields.put("value", new Material.Single(text));
        return fields;
    }

    /// Whether it could be made; not so when it is there, or when GitLab does not accept it.
    private boolean create(String key, Secret text) {
        var fields = body(text);
        fields.put("key", Material.of(key));
        fields.put("environment_scope", Material.of(scope));
        if (shape.hidden) {
            fields.put("masked_and_hidden", Shape.flag(true));
        }
        var call = holder.call("POST", "variables").json(fields);
        try (var answer = session().send(call)) {
            return switch (answer.status()) {
                case 201 -> true;
                case 400 -> false;
                case 404 -> throw session().server().wrong(
                        Problem.Code.NOT_FOUND, " shows us no " + holder, "check the path, and that the token may reach it; " + call.need());
                default -> throw session().refusal(call, answer);
            };
        }
    }

    private Receipt taken(String name) {
        if (look(name) instanceof Observation.Absent) {
            throw refused(key(name));
        }
        return new Receipt.Conflict(Optional.empty());
    }

    private ProblemException refused(String key) {
        return session().server().wrong(
                Problem.Code.UNWRITABLE,
                " does not accept the variable \"" + key + "\" of " + holder,
                "check `environment_scope`, how many variables there may be, and whether the value can be masked");
    }

    @Override
    public void remove(String name) {
        var call = call("DELETE", name);
        try (var answer = session().send(call)) {
            if (!answer.isGood() && answer.status() != 404) {
                throw session().refusal(call, answer);
            }
        }
    }
}
