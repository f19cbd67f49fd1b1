package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Material;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// What a path of a key-value engine holds.
///
/// @param data the fields; empty where nothing is, or what was there is deleted
/// @param version what a write must name to come next: 0 where nothing ever was, and in an engine without versions
record Stored(Optional<SortedMap<String, Material>> data, long version) {

    private static final String OTHER_ENGINE = "the mount is no key-value engine of version 2; write `version: 1` for one of version 1";

    static Stored read(Session session, KvPath place) {
        return read(session, VaultServer.read(place.data()), place);
    }

    /// @param number of an earlier version; empty for the newest
    static Stored read(Session session, KvPath place, Optional<String> number) {
        var call = VaultServer.read(place.data());
        return read(session, number.map(version -> call.with("version", version)).orElse(call), place);
    }

    private static Stored read(Session session, Call call, KvPath place) {
        var answer = session.send(call);
        return switch (answer.status()) {
            case 200 -> place.version() == 2 ? second(session, call, answer) : new Stored(fields(answer, "data"), 0);
            // A deleted version is told as not found, with its number.
            case 404 -> new Stored(Optional.empty(), version(answer).orElse(0));
            default -> throw session.server().refusal(call, answer);
        };
    }

    private static Stored second(Session session, Call call, Answer answer) {
        var version = version(answer).orElseThrow(() -> session.server().senseless(call, OTHER_ENGINE));
        return new Stored(fields(answer, "data", "data"), version);
    }

    private static OptionalLong version(Answer answer) {
        return answer.number("data", "metadata", "version");
    }

    private static Optional<SortedMap<String, Material>> fields(Answer answer, String... names) {
        return answer.at(names).flatMap(found -> found instanceof Material.Fields(var values) ? Optional.of(values) : Optional.empty());
    }

    /// The version of what is there.
    Optional<Long> known() {
        return data.filter(_ -> version > 0).map(_ -> version);
    }
}
