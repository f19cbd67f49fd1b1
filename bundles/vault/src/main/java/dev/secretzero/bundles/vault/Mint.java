package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A role of an engine that makes something new each time it is asked.
///
/// @param mount where the engine is mounted
/// @param least how long what it makes must last, at least
record Mint(Session session, String mount, String role, Optional<Duration> least) {

    static Mint open(VaultProvider provider, Settings settings) {
        var mount = KvPath.clean("mount_point", settings.text("mount_point").strip().replaceAll("^/+|/+$", ""));
        var role = settings.text("role").strip();
        if (!role.matches("[\\w.-]{1,200}")) {
            throw Wrong.setting("role", "is not the name of a role", "use letters, digits, dots, underscores and hyphens");
        }
        var least = settings.has("min_ttl") ? Optional.of(settings.duration("min_ttl")) : Optional.<Duration>empty();
        return new Mint(provider.session(), mount, role, least);
    }

    /// A path of the role, as policies name it.
    String path(String kind) {
        return mount + "/" + kind + "/" + role;
    }

    VaultServer server() {
        return session.server();
    }

    /// Whether what ends at this time lasts long enough. What has no end does.
    boolean lasts(Instant now, Optional<Instant> end) {
        return least.isEmpty() || end.isEmpty() || !end.get().isBefore(now.plus(least.get()));
    }

    /// Ends what will not be used, if that can be. Otherwise it ends by itself, and early.
    void discard(Runnable revocation) {
        try {
            revocation.run();
        } catch (ProblemException _) {
            // What is wrong is that it ends too early.
        }
    }

    /// What is made ends too early.
    ProblemException tooShort(String what, Instant now, Instant end, String hint) {
        return server().http().wrong(
                Problem.Code.GENERATION_FAILED,
                " gives " + what + " for " + shown(Duration.between(now, end)) + ", and `min_ttl` asks for "
                        + shown(least.orElse(Duration.ZERO)),
                hint);
    }

    /// In the largest unit that it is a whole number of.
    private static String shown(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d"
                : seconds % 3_600 == 0 ? seconds / 3_600 + "h"
                : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /// An answer that is not what was asked for, as a problem.
    ///
    /// @param hint what to check when the engine does not take the role or what is asked of it
    ProblemException refusal(Call call, Answer answer, String hint) {
        return switch (answer.status()) {
            case 400 -> server().http().wrong(
                    Problem.Code.GENERATION_FAILED, " makes nothing of this kind at \"" + call.path() + "\"", hint);
            case 404, 405 -> server().http().wrong(
                    Problem.Code.NOT_FOUND, " has nothing at \"" + call.path() + "\"", "check `mount_point`, `role` and the namespace");
            default -> server().refusal(call, answer);
        };
    }
}
