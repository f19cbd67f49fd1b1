package dev.secretzero.engine;

import dev.secretzero.engine.manifest.TargetId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a caller wants done.
///
/// @param names the secrets in scope; empty: all of them. An unknown name is a `NOT_FOUND` problem
/// @param force make new values even where one exists. One-time secrets need to be named as well
/// @param overwrite take over places that hold something unknown
/// @param repair put the value in force back where somebody changed it
/// @param refresh drop places that the manifest no longer declares from the lockfile
/// @param pushed places that are written again although they hold the value
/// @param client who asks, for the lockfile: `cli`, `api`
/// @param actor who asks, for the audit log
/// @param requestId the id of the request, when there is one
/// @param patience how long to wait for another operation to let go of the lockfile
/// @param expected the id of the plan that must still be the one; empty: whatever is planned is done
/// @param trace what more the audit log says of the request, and who learns that it was recorded
public record Request(
        Set<String> names,
        boolean force,
        boolean overwrite,
        boolean refresh,
        boolean repair,
        Set<TargetId> pushed,
        String client,
        String actor,
        Optional<String> requestId,
        Duration patience,
        Optional<String> expected,
        Trace trace) {

    /// How a request is seen in the audit log.
    public interface Trace {
        /// Where it came from, as names.
        Map<String, String> origin();

        /// The outcome is in the audit log.
        void recorded();

        /// Nothing more is known, and nobody asks.
        static Trace none() {
            return new Trace() {
                @Override
                public Map<String, String> origin() {
                    return Map.of();
                }

                @Override
                public void recorded() {}
            };
        }
    }

    public Request {
        names = Set.copyOf(names);
        pushed = Set.copyOf(pushed);
    }

    /// Everything, nothing forced.
    public static Request by(String client) {
        return new Request(
                Set.of(), false, false, true, false, Set.of(), client, client, Optional.empty(), Duration.ZERO, Optional.empty(), Trace.none());
    }

    public Request names(Set<String> chosen) {
        return new Request(
                chosen, force, overwrite, refresh, repair, pushed, client, actor, requestId, patience, expected, trace);
    }

    public Request force(boolean on) {
        return new Request(
                names, on, overwrite, refresh, repair, pushed, client, actor, requestId, patience, expected, trace);
    }

    public Request overwrite(boolean on) {
        return new Request(
                names, force, on, refresh, repair, pushed, client, actor, requestId, patience, expected, trace);
    }

    public Request refresh(boolean on) {
        return new Request(
                names, force, overwrite, on, repair, pushed, client, actor, requestId, patience, expected, trace);
    }

    public Request repair(boolean on) {
        return new Request(
                names, force, overwrite, refresh, on, pushed, client, actor, requestId, patience, expected, trace);
    }

    public Request pushed(Set<TargetId> places) {
        return new Request(
                names, force, overwrite, refresh, repair, places, client, actor, requestId, patience, expected, trace);
    }

    public Request actor(String name, Optional<String> id) {
        return new Request(
                names, force, overwrite, refresh, repair, pushed, client, name, id, patience, expected, trace);
    }

    public Request trace(Trace seen) {
        return new Request(
                names, force, overwrite, refresh, repair, pushed, client, actor, requestId, patience, expected, seen);
    }

    public Request patience(Duration most) {
        return new Request(
                names, force, overwrite, refresh, repair, pushed, client, actor, requestId, most, expected, trace);
    }

    public Request expected(Optional<String> plan) {
        return new Request(
                names, force, overwrite, refresh, repair, pushed, client, actor, requestId, patience, plan, trace);
    }
}
