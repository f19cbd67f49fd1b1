package dev.secretzero.bundles.azure;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.stated.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A client secret of an application that is registered with Microsoft Entra ID, which may have several: while a rotation
/// overlaps, both work.
///
/// Its handle is the application's client id and the id of the secret: `client/key`. After a run that was killed while it
/// asked, the secrets of its display name that nobody knows are removed.
///
/// @param id of the application
/// @param isObject whether that is its object id, and not its client id
/// @param label the display name; made from the name of the secret when empty
/// @param days after which it expires
record AppRegistration(Graph graph, String id, boolean isObject, Optional<String> label, int days) implements Generator.Issuer {

    private static final List<String> NAMING = List.of("application_id", "app_id", "object_id");
    private static final List<String> STATING = List.of("default", "value");
    /// Entra ID gives no secret for longer than 24 months.
    private static final int LONGEST = 730;

    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern HANDLE = Pattern.compile("(" + GUID + ")/(" + GUID + ")");

    /// Issues secrets of the application that the settings name. Where they name none, it states or asks for the values as
    /// the kind `static` does.
    static Generator open(AzureProvider provider, Settings settings) {
        var naming = NAMING.stream().filter(settings::has).toList();
        if (naming.isEmpty()) {
            return Statement.open(settings);
        }
        var key = naming.getFirst();
        if (naming.size() > 1) {
            throw Wrong.setting(naming.get(1), "names the application again", "name it once, by `application_id` or by `object_id`");
        }
        if (STATING.stream().anyMatch(settings::has)) {
            throw Wrong.setting(key, "names an application whose secrets are issued, and a value is stated too", "leave one of them out");
        }
        return new AppRegistration(
                provider.graph(), id(key, settings.text(key)), key.equals("object_id"), settings.maybe("display_name").map(String::strip), days(settings));
    }

    private static String id(String key, String text) {
        var id = text.strip().toLowerCase(Locale.ROOT);
        if (!id.matches(GUID)) {
            throw Wrong.setting(key, "is not the id of an application", "write it as the portal shows it: 00000000-0000-0000-0000-000000000000");
        }
        return id;
    }

    private static int days(Settings settings) {
        int days = settings.integer("expires_in_days");
        if (days < 1 || days > LONGEST) {
            throw Wrong.setting("expires_in_days", "is out of bounds", "give 1 to " + LONGEST + "; a policy of the tenant may allow less");
        }
        return days;
    }

    @Override
    public Issued issue(String name) {
        var tenant = graph.tenant().orElseThrow(() -> wrong(
                Problem.Code.GENERATION_FAILED, " is asked with a token that names no tenant", "set `tenant_id` of the provider"));
        var client = client();
        var end = graph.server().host().clock().instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        var call = Graph.call("POST", client, "addPassword").json(new TreeMap<>(Map.of("passwordCredential", credential(name, end))));
        try (var answer = graph.send(call)) {
            return switch (answer.status()) {
                case 200, 201 -> issued(call, answer, tenant, client, end);
                case 400 -> throw wrong(
                        Problem.Code.GENERATION_FAILED,
                        " gives no such secret of the application " + client,
                        "check `expires_in_days` against the application management policy of the tenant, and that the application may have secrets");
                default -> throw graph.server().refusal(call, answer);
            };
        }
    }

    private ProblemException wrong(Problem.Code code, String what, String hint) {
        return graph.server().wrong(code, what, hint);
    }

    private Material credential(String name, Instant end) {
        var fields = new TreeMap<String, Material>();
        fields.put("displayName", Material.of(shown(name)));
        fields.put("endDateTime", Material.of(end.toString()));
        return new Material.Fields(fields);
    }

    private String shown(String name) {
        return label.orElse("secretzero " + name);
    }

    private Issued issued(Call call, Answer answer, String tenant, String client, Instant end) {
        var text = answer.at("secretText").filter(found -> found instanceof Material.Single).map(MaterialText::of);
        var key = answer.word("keyId").flatMap(AppRegistration::guid);
        if (text.isEmpty() || key.isEmpty()) {
            throw senseless(call);
        }
        var fields = new TreeMap<String, Material>();
        fields.put("tenant_id", Material.of(tenant));
        fields.put("client_id", Material.of(client));
        fields.put("client_secret", new Material.Single(text.get()));
        return new Issued(new Material.Fields(fields), handle(client, key.get()), Optional.of(end));
    }

    private static Optional<String> guid(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT)).filter(id -> id.matches(GUID));
    }

    private ProblemException senseless(Call call) {
        return graph.server().senseless(call, "check `graph_endpoint`: it must be the address of Microsoft Graph");
    }

    private static Handle handle(String client, String key) {
        return new Handle(client + "/" + key);
    }

    /// The client id, which Graph is asked for where only the object id is known.
    private String client() {
        if (!isObject) {
            return id;
        }
        var call = Graph.object(id).with("$select", "appId");
        try (var answer = graph.send(call)) {
            if (!answer.isGood()) {
                throw graph.server().refusal(call, answer);
            }
            return answer.word("appId").flatMap(AppRegistration::guid).orElseThrow(() -> senseless(call));
        }
    }

    /// A secret that is gone is not an error, nor is one of an application that is gone.
    @Override
    public void revoke(Handle handle) {
        var parts = HANDLE.matcher(handle.value());
        if (!parts.matches()) {
            throw wrong(Problem.Code.NOT_SUPPORTED, " knows no secret by the handle \"" + handle.value() + "\"", "remove the secret by hand");
        }
        var client = parts.group(1);
        var call = Graph.call("POST", client, "removePassword").json(new TreeMap<>(Map.of("keyId", Material.of(parts.group(2)))));
        try (var answer = graph.send(call)) {
            // What is not there is refused like what makes no sense.
            boolean gone = answer.status() == 404 || (answer.status() == 400 && !isListed(client, parts.group(2)));
            if (!answer.isGood() && !gone) {
                throw graph.server().refusal(call, answer);
            }
        }
    }

    private boolean isListed(String client, String key) {
        return credentials(client).stream().anyMatch(each -> key(each).filter(key::equals).isPresent());
    }

    private static Optional<String> key(Material credential) {
        return Answer.at(credential, "keyId").map(Answer::text).flatMap(AppRegistration::guid);
    }

    private List<Material> credentials(String client) {
        var call = Graph.call("GET", client).with("$select", "appId,passwordCredentials");
        try (var answer = graph.send(call)) {
            if (answer.status() == 404) {
                return List.of();
            }
            if (!answer.isGood()) {
                throw graph.server().refusal(call, answer);
            }
            return Answer.items(answer.at("passwordCredentials").orElseThrow(() -> senseless(call)));
        }
    }

    /// The secrets of our display name that have not expired.
    @Override
    public Optional<List<Handle>> outstanding(String name) {
        var client = client();
        var now = graph.server().host().clock().instant();
        return Optional.of(credentials(client).stream()
                .filter(each -> Answer.at(each, "displayName").map(Answer::text).filter(shown(name)::equals).isPresent())
                .filter(each -> !hasEnded(each, now))
                .flatMap(each -> key(each).stream())
                .map(key -> handle(client, key))
                .toList());
    }

    private static boolean hasEnded(Material credential, Instant now) {
        try {
            return Answer.at(credential, "endDateTime").map(Answer::text).map(Instant::parse).filter(now::isAfter).isPresent();
        } catch (DateTimeException _) {
            return false;
        }
    }
}
