package dev.secretzero.server;

import dev.secretzero.engine.audit.Audit;
import dev.secretzero.server.Endpoint.Caller;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.spi.ProblemException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the audit log: one entry for each request under a key and for each refused login. Changes are recorded by the
/// engine, which does them.
record Ledger(Supplier<Audit> audit, InstantSource clock) {

    /// Whether an entry could be written now. Asked before a change, so that nothing is changed that cannot be
    /// recorded.
    boolean writable() {
        try {
            audit.get().check();
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    /// Writes an entry.
    ///
    /// @return whether it is on disk
    boolean record(
            Trail trail, Map<String, String> path, Caller caller, Map<String, @Nullable Object> details, boolean success) {
        var all = new LinkedHashMap<String, @Nullable Object>(details);
        all.put("origin", "api");
        all.put("via", caller.via());
        all.put("client", caller.address());
        all.put("request_id", caller.requestId());
        try {
            audit.get()
                    .append(new Audit.Entry(
                            clock.instant(), trail.action(), resource(trail, path), caller.user(), all, success));
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private static String resource(Trail trail, Map<String, String> path) {
        var resource = trail.resource();
        for (var part : path.entrySet()) {
            resource = resource.replace("{" + part.getKey() + "}", part.getValue());
        }
        return resource;
    }
}
