package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Asks the PKI engine for a certificate and its key. Its handle is where the engine keeps the certificate, by its serial
/// number, and when it ends by itself.
///
/// The fields are those of the local `tls_certificate`: `certificate`, `private_key` (PKCS #8), `chain` (the certificate and
/// those above it) and `ca_certificate` (the one that signed it); and `serial_number`.
///
/// @param wishes what is asked of the engine
record VaultPki(Mint mint, SortedMap<String, String> wishes) implements Generator.Issuer {

    private static final String UNTIL = " until ";

    static Generator open(VaultProvider provider, Settings settings) {
        var wishes = new TreeMap<String, String>();
        wishes.put("common_name", settings.text("common_name").strip());
        for (var key : new String[] {"alt_names", "ip_sans", "uri_sans"}) {
            if (settings.has(key)) {
                wishes.put(key, String.join(",", settings.list(key).stream().map(name -> name(key, name)).toList()));
            }
        }
        if (settings.has("ttl")) {
            var ttl = settings.duration("ttl");
            if (ttl.toSeconds() < 1) {
                throw Wrong.setting("ttl", "is out of bounds", "give a duration from 1s");
            }
            wishes.put("ttl", ttl.toSeconds() + "s");
        }
        wishes.put("format", settings.text("format"));
        wishes.put("private_key_format", "pkcs8");
        return new VaultPki(Mint.open(provider, settings), wishes);
    }

    /// The engine takes a list as one text with commas.
    private static String name(String key, String written) {
        var name = written.strip();
        if (name.isEmpty() || name.contains(",")) {
            throw Wrong.setting(key, "holds what is no name", "write a list of names without commas in them");
        }
        return name;
    }

    @Override
    public Issued issue(String entry) {
        var now = mint.server().now();
        var body = new TreeMap<String, Material>();
        wishes.forEach((key, value) -> body.put(key, Material.of(value)));
        var call = VaultServer.update(mint.path("issue"), body);
        var leased = mint.session().lease(call);
        try (var answer = leased.answer()) {
            if (answer.status() != 200) {
                throw mint.refusal(call, answer, "check `role`, and whether it allows these names, kinds of names and this `ttl`");
            }
            return issued(now, call, answer, leased.end());
        }
    }

    private Issued issued(Instant now, Call call, Answer answer, Optional<Instant> lease) {
        var serial = answer.word("data", "serial_number")
                .filter(text -> text.matches("[0-9a-fA-F:-]{1,200}"))
                .orElseThrow(() -> senseless(call));
        var expires = expires(call, answer);
        var end = lease.filter(ends -> ends.isBefore(expires)).orElse(expires);
        var handle = new Handle(mint.mount() + "/cert/" + serial + UNTIL + expires);
        if (!mint.lasts(now, Optional.of(end))) {
            mint.discard(() -> revoke(handle));
            throw mint.tooShort("a certificate of the role \"" + mint.role() + "\"", now, end,
                    "raise `ttl`, and `max_ttl` of the role, or rotate more often");
        }
        return new Issued(fields(call, answer, serial), handle, Optional.of(end));
    }

    private Instant expires(Call call, Answer answer) {
        var seconds = answer.number("data", "expiration").orElseThrow(() -> senseless(call));
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException _) {
            throw senseless(call);
        }
    }

    private ProblemException senseless(Call call) {
        return mint.server().http().wrong(
                Problem.Code.GENERATION_FAILED,
                " answered in a form that is not known at \"" + call.path() + "\"",
                "check that a PKI engine is mounted at `mount_point`");
    }

    private Material fields(Call call, Answer answer, String serial) {
        var certificate = text(call, answer, "certificate");
        var authority = text(call, answer, "issuing_ca");
        var fields = new TreeMap<String, Material>();
        fields.put("private_key", key(call, answer));
        fields.put("certificate", Material.of(certificate));
        fields.put("ca_certificate", Material.of(authority));
        fields.put("serial_number", Material.of(serial));
        if (isPem()) {
            fields.put("chain", Material.of(certificate + above(answer).orElse(authority)));
        }
        return new Material.Fields(fields);
    }

    private boolean isPem() {
        return "pem".equals(wishes.get("format"));
    }

    private String text(Call call, Answer answer, String name) {
        return answer.at("data", name)
                .filter(found -> found instanceof Material.Single)
                .map(Answer::text)
                .map(this::line)
                .orElseThrow(() -> senseless(call));
    }

    /// PEM ends with a line break.
    private String line(String text) {
        return wishes.getOrDefault("format", "").equals("der") ? text : text.strip() + "\n";
    }

    private Optional<String> above(Answer answer) {
        return answer.at("data", "ca_chain")
                .map(Answer::items)
                .filter(items -> !items.isEmpty())
                .map(items -> String.join("", items.stream().map(Answer::text).map(this::line).toList()));
    }

    private Material key(Call call, Answer answer) {
        var found = answer.at("data", "private_key")
                .filter(material -> material instanceof Material.Single)
                .orElseThrow(() -> senseless(call));
        try (var text = MaterialText.of(found)) {
            return new Material.Single(text.lend(bytes -> Secret.take(ended(bytes))));
        }
    }

    private byte[] ended(byte[] bytes) {
        boolean open = bytes.length > 0 && bytes[bytes.length - 1] != '\n' && !"der".equals(wishes.get("format"));
        var copy = Arrays.copyOf(bytes, bytes.length + (open ? 1 : 0));
        if (open) {
            copy[bytes.length] = '\n';
        }
        return copy;
    }

    /// A certificate that has ended is not an error. One that the engine does not keep cannot be revoked before it ends.
    @Override
    public void revoke(Handle handle) {
        var parts = handle.value().split(UNTIL, -1);
        if (parts.length != 2 || !parts[0].matches("[^\\s]+/cert/[0-9a-fA-F:-]+")) {
            throw mint.server().http().wrong(
                    Problem.Code.NOT_SUPPORTED, " knows no certificate of this name", "it is not of this kind: end it where it was made");
        }
        if (mint.server().now().isBefore(until(parts[1]))) {
            revoke(parts[0], parts[1]);
        }
    }

    private static Instant until(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.MAX;
        }
    }

    private void revoke(String place, String until) {
        int kind = place.lastIndexOf("/cert/");
        var body = new TreeMap<String, Material>();
        body.put("serial_number", Material.of(place.substring(kind + "/cert/".length())));
        var call = VaultServer.update(place.substring(0, kind) + "/revoke", body);
        try (var answer = mint.session().send(call)) {
            if (answer.status() == 400 || answer.status() == 404) {
                throw mint.server().http().wrong(
                        Problem.Code.NOT_SUPPORTED,
                        " does not revoke \"" + place + "\", which is valid until " + until,
                        "the engine keeps no certificate of that number: a role with `no_store` keeps none");
            }
            if (!answer.isGood()) {
                throw mint.server().refusal(call, answer);
            }
        }
    }
}
