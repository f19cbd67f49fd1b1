package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Has the password of a static role of the database engine replaced, and reads it. The one before ends at once. Its handle
/// is the role and the time of the replacement.
record VaultStatic(Mint mint) implements Generator.Issuer {

    private static final String AT = " rotated at ";

    @Override
    public Issued issue(String entry) {
        var now = mint.server().now();
        var read = VaultServer.read(mint.path("static-creds"));
        // A new password that we may not read would lock everybody out.
        try (var before = shown(read)) {
            check(now, before);
        }
        rotate(mint.path("rotate-role"));
        try (var answer = shown(read)) {
            var handle = new Handle(mint.path("static-creds") + AT + rotated(read, answer));
            return new Issued(VaultDatabase.login(mint, read, answer), handle, end(now, answer, "ttl"));
        }
    }

    /// A role that is rotated on certain days ends the password on the next of them, whenever we rotate it.
    private void check(Instant now, Answer before) {
        var end = end(now, before, "rotation_period").or(() -> end(now, before, "ttl"));
        if (!mint.lasts(now, end)) {
            throw mint.tooShort("a password of the static role \"" + mint.role() + "\"", now, end.orElseThrow(),
                    "raise `rotation_period` of the static role, or rotate more often");
        }
    }

    private static Optional<Instant> end(Instant now, Answer answer, String key) {
        OptionalLong seconds = answer.number("data", key);
        return seconds.isPresent() && seconds.getAsLong() > 0 ? Optional.of(now.plusSeconds(seconds.getAsLong())) : Optional.empty();
    }

    private Answer shown(Call call) {
        var answer = mint.session().send(call);
        if (answer.status() != 200) {
            throw mint.refusal(call, answer, "check `role`: it must be a static one");
        }
        return answer;
    }

    private String rotated(Call call, Answer answer) {
        return answer.word("data", "last_vault_rotation")
                .filter(time -> time.matches("[0-9TZ:.+-]{1,60}"))
                .orElseThrow(() -> VaultDatabase.senseless(mint, call));
    }

    private void rotate(String path) {
        var call = VaultServer.update(path, new TreeMap<>());
        try (var answer = mint.session().send(call)) {
            if (!answer.isGood()) {
                throw mint.refusal(call, answer, "check `role`, and that Vault reaches the database");
            }
        }
    }

    /// Ends a password that is still the role's, by having it replaced. One that was replaced has ended.
    @Override
    public void revoke(Handle handle) {
        var parts = handle.value().split(AT, -1);
        if (parts.length != 2 || !parts[0].matches("[^\\s]+/static-creds/[^\\s/]+")) {
            throw new ProblemException(Problem.of(
                            Problem.Code.NOT_SUPPORTED, mint.server().shown() + " knows no static role of this name")
                    .hint("it is not of this kind: end it where it was made"));
        }
        var read = VaultServer.read(parts[0]);
        try (var answer = shown(read)) {
            if (rotated(read, answer).equals(parts[1])) {
                int kind = parts[0].lastIndexOf("/static-creds/");
                rotate(parts[0].substring(0, kind) + "/rotate-role/" + parts[0].substring(kind + "/static-creds/".length()));
            }
        }
    }

    /// A static role has one password, so that a killed run leaves none behind.
    @Override
    public Optional<List<Handle>> outstanding(String entry) {
        return Optional.of(List.of());
    }
}
