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
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Asks the database engine for a login of its own: a new user of the database for as long as its lease lasts. Its handle is
/// the lease.
///
/// @param exclusive whether all leases of the role are of the one secret, so that those of a killed run can be told
record VaultDatabase(Mint mint, boolean exclusive) implements Generator.Issuer {

    private static final List<String> NAMES =
            List.of("username", "password", "rsa_private_key", "client_certificate", "private_key");

    static Generator open(VaultProvider provider, Settings settings) {
        var mint = Mint.open(provider, settings);
        boolean fixed = settings.flag("static");
        if (fixed && settings.flag("exclusive")) {
            throw Wrong.setting("exclusive", "says nothing of a static role", "a static role has no leases: leave it out");
        }
        return fixed ? new VaultStatic(mint) : new VaultDatabase(mint, settings.flag("exclusive"));
    }

    @Override
    public Issued issue(String entry) {
        var now = mint.server().now();
        var call = VaultServer.read(mint.path("creds"));
        var leased = mint.session().lease(call);
        try (var answer = leased.answer()) {
            if (answer.status() != 200) {
                throw mint.refusal(call, answer, "check `role`, and whether it is a static one (`static: true`)");
            }
            var handle = answer.word("lease_id").filter(VaultDatabase::isLease).map(Handle::new)
                    .orElseThrow(() -> senseless(mint, call));
            if (!mint.lasts(now, leased.end())) {
                mint.discard(() -> revoke(handle));
                throw mint.tooShort("a login of the role \"" + mint.role() + "\"", now, leased.end().orElseThrow(),
                        "raise `default_ttl` and `max_ttl` of the role, and the time of the token that we log in with, or rotate more often");
            }
            return new Issued(login(mint, call, answer), handle, leased.end());
        }
    }

    static ProblemException senseless(Mint mint, Call call) {
        return mint.server().http().wrong(
                Problem.Code.GENERATION_FAILED,
                " answered in a form that is not known at \"" + call.path() + "\"",
                "check that a database engine is mounted at `mount_point`");
    }

    /// What of an answer is a login.
    static Material login(Mint mint, Call call, Answer answer) {
        var fields = new TreeMap<String, Material>();
        for (var name : NAMES) {
            answer.at("data", name)
                    .filter(found -> found instanceof Material.Single)
                    .ifPresent(found -> fields.put(name, new Material.Single(MaterialText.of(found))));
        }
        if (fields.keySet().stream().noneMatch(name -> name.equals("password") || name.endsWith("private_key"))) {
            throw senseless(mint, call);
        }
        return new Material.Fields(fields);
    }

    /// Whether a text can be a lease of an engine: a path of at least an engine, a role and a name.
    private static boolean isLease(String text) {
        return text.matches("[^\\s/]+(/[^\\s/]+){2,}");
    }

    /// A lease that has ended, also with its token, is not an error. Vault answers when the database has dropped the user.
    @Override
    public void revoke(Handle handle) {
        if (!isLease(handle.value())) {
            throw mint.server().http().wrong(
                    Problem.Code.NOT_SUPPORTED, " knows no lease of this name", "it is not of this kind: end it where it was made");
        }
        var body = new TreeMap<String, Material>();
        body.put("lease_id", Material.of(handle.value()));
        body.put("sync", new Material.Literal(Secret.of("true")));
        var call = VaultServer.update("sys/leases/revoke", body);
        try (var answer = mint.session().send(call)) {
            if (answer.status() == 400) {
                throw mint.server().http().wrong(
                        Problem.Code.UNWRITABLE, " could not end a lease of the role \"" + mint.role() + "\"",
                        "check that Vault reaches the database, and may drop users there");
            }
            if (!answer.isGood()) {
                throw mint.server().refusal(call, answer);
            }
        }
    }

    /// The leases of the role, where all of them are ours.
    @Override
    public Optional<List<Handle>> outstanding(String entry) {
        if (!exclusive) {
            return Optional.empty();
        }
        var path = mint.path("creds");
        var call = Call.of("GET", "\"list\", \"sudo\"", ("sys/leases/lookup/" + path).split("/", -1)).with("list", "true");
        try (var answer = mint.session().send(call)) {
            return switch (answer.status()) {
                case 200 -> answer.at("data", "keys").map(keys -> Answer.items(keys).stream()
                        .map(key -> new Handle(path + "/" + Answer.text(key)))
                        .filter(handle -> isLease(handle.value()))
                        .toList());
                case 404 -> Optional.of(List.of());
                default -> throw mint.server().refusal(call, answer);
            };
        }
    }
}
