package dev.secretzero.bundles.jenkins;

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
import java.util.Locale;
import java.util.Optional;

/// A credential of Jenkins, which shows that it is there and no more. It compares nothing and has no versions.
///
/// @param description the secret's name when empty
/// @param username of a login or a key, unless the material has one
/// @param fileName of a file; the id when empty
record JenkinsCredential(
        JenkinsProvider provider,
        Store store,
        String id,
        Type type,
        Optional<String> description,
        Optional<String> username,
        Optional<String> fileName)
        implements Target {

    private static final String KEY = "com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey";

    /// What a credential is.
    enum Type {
        SECRET_TEXT("org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl"),
        USERNAME_PASSWORD("com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl"),
        SECRET_FILE("org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl"),
        SSH_KEY(KEY);

        private final String named;

        Type(String named) {
            this.named = named;
        }

        static Type of(String written) {
            for (var type : values()) {
                if (type.name().equals(written.toUpperCase(Locale.ROOT))) {
                    return type;
                }
            }
            if (written.equals("string")) {
                return SECRET_TEXT;
            }
            throw Wrong.setting("credential_type", "is not known", "use secret_text, username_password, secret_file or ssh_key");
        }
    }

    static Target open(JenkinsProvider provider, Settings settings) {
        var id = settings.text("credential_id").strip();
        if (!id.matches("[A-Za-z0-9_.-]{1,255}") || id.matches("[.]+")) {
            throw Wrong.setting("credential_id", "is not an id on Jenkins", "use letters, digits, dots, hyphens and underscores");
        }
        return new JenkinsCredential(
                provider,
                Store.of(settings),
                id,
                Type.of(settings.text("credential_type")),
                settings.maybe("description"),
                settings.maybe("username"),
                settings.maybe("file_name"));
    }

    private Session session() {
        return provider.session();
    }

    @Override
    public Observation observe(String name) {
        var call = store.call("GET", "Credentials/View", "credential", id, "api", "json");
        try (var answer = session().look(call)) {
            return switch (answer.status()) {
                case 200 -> answer.word("id")
                        .map(id::equals)
                        .or(() -> answer.word("displayName").map(_ -> true))
                        .filter(ours -> ours)
                        .map(_ -> new Observation.Hidden(Optional.empty()))
                        .orElseThrow(() -> session().senseless(call));
                case 404 -> {
                    session().require(store);
                    yield new Observation.Absent();
                }
                default -> throw session().server().refusal(call, answer);
            };
        }
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        try (var xml = xml(name, material)) {
            return switch (expect) {
                case Expect.Anything _ -> overwrite(xml);
                case Expect.Nothing _ -> observe(name) instanceof Observation.Absent && create(xml)
                        ? Receipt.Written.plain()
                        : new Receipt.Conflict(Optional.empty());
                // Jenkins has no versions, so that nothing can be a version of its own.
                case Expect.Exactly _ -> new Receipt.Conflict(Optional.empty());
            };
        }
    }

    private Receipt overwrite(Secret xml) {
        // Somebody else may make it between the two.
        if (update(xml) || create(xml) || update(xml)) {
            return Receipt.Written.plain();
        }
        throw session().missing(store);
    }

    /// Whether it was there to be written over.
    private boolean update(Secret xml) {
        var call = sending(store.call("POST", "Credentials/Update", "credential", id, "config.xml"), xml);
        try (var answer = session().write(call)) {
            if (!answer.isGood() && answer.status() != 404) {
                throw session().server().refusal(call, answer);
            }
            return answer.isGood();
        }
    }

    /// Whether it was not there.
    private boolean create(Secret xml) {
        var call = sending(store.call("POST", "Credentials/Create", "createCredentials"), xml);
        try (var answer = session().write(call)) {
            if (answer.status() == 404) {
                throw session().missing(store);
            }
            if (!answer.isGood() && answer.status() != 409) {
                throw session().server().refusal(call, answer);
            }
            return answer.isGood();
        }
    }

    private static Call sending(Call call, Secret xml) {
        return call.sending("application/xml;charset=utf-8", new Material.Single(xml));
    }

    /// The credential as XML.
    Secret xml(String name, Material material) {
        var xml = new CredentialXml(type.named)
                .element("scope", "GLOBAL")
                .element("id", id)
                .element("description", description.orElse(name));
        return switch (type) {
            case SECRET_TEXT -> with(xml, "secret", MaterialText.of(material));
            case SECRET_FILE -> file(xml.element("fileName", fileName.orElse(id)), material);
            case USERNAME_PASSWORD -> with(xml.element("username", user(material)), "password", part(material, "password"));
            case SSH_KEY -> key(xml.element("username", user(material)), material);
        };
    }

    private static Secret with(CredentialXml xml, String element, Secret value) {
        try (value) {
            return xml.secret(element, value).take();
        }
    }

    private static Secret file(CredentialXml xml, Material material) {
        try (var text = MaterialText.of(material)) {
            return xml.base64("secretBytes", text).take();
        }
    }

    private static Secret key(CredentialXml xml, Material material) {
        try (var key = part(material, "private_key")) {
            xml.start("privateKeySource", KEY + "$DirectEntryPrivateKeySource").secret("privateKey", key).end();
        }
        field(material, "passphrase").ifPresent(found -> {
            try (var phrase = MaterialText.of(found)) {
                xml.secret("passphrase", phrase);
            }
        });
        return xml.take();
    }

    private static Optional<Material> field(Material material, String name) {
        return material instanceof Material.Fields(var values) ? Optional.ofNullable(values.get(name)) : Optional.empty();
    }

    /// A field of a login or a key pair; of anything else the whole.
    private static Secret part(Material material, String name) {
        if (material instanceof Material.Fields && field(material, name).isEmpty()) {
            throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the value has fields, and none is called \"" + name + "\"")
                    .hint("bring it to Jenkins as secret_text, or name the field \"" + name + "\""));
        }
        return MaterialText.of(field(material, name).orElse(material));
    }

    private String user(Material material) {
        return username
                .or(() -> field(material, "username").map(Answer::text))
                .orElseThrow(() -> Wrong.setting("username", "is required", "a login or a key belongs to a user: give the name"));
    }

    @Override
    public void remove(String name) {
        var call = store.call("POST", "Credentials/Delete", "credential", id, "doDelete");
        try (var answer = session().write(call)) {
            // A deletion sends on to the page of the store; who guards Jenkins sends on to a login.
            boolean gone = answer.isGood() || answer.status() == 404 || (answer.status() == 302 && observe(name) instanceof Observation.Absent);
            if (!gone) {
                throw session().server().refusal(call, answer);
            }
        }
    }
}
