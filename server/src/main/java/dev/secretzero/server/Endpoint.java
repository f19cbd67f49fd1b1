package dev.secretzero.server;

import dev.secretzero.engine.Request;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One thing that can be asked for. Router, authentication, validation, audit and the OpenAPI document all read
/// this and nothing else.
///
/// @param path begins with a slash; a part in braces matches one segment
/// @param scope what a caller must be allowed to do
/// @param id the name of the operation
/// @param request its components are the parameters of a GET and the body of a POST
/// @param reader reads the request
/// @param response what is answered; [Page] when it is not JSON that a record describes
/// @param trail how the audit log names it; empty for what is open to everybody
record Endpoint<Q>(
        Verb verb,
        String path,
        Scope scope,
        String tag,
        String id,
        String summary,
        Class<Q> request,
        Function<Fields, Q> reader,
        Class<?> response,
        Optional<Trail> trail,
        Handler<Q> handler) {

    /// The methods that are used.
    enum Verb {
        GET,
        POST
    }

    /// What a caller must be allowed to do.
    enum Scope {
        /// Nothing: it is answered to everybody.
        OPEN,
        /// To see what is declared and how it stands.
        READ,
        /// To have the places looked at.
        PLAN,
        /// To have values made and delivered.
        WRITE,
        /// To read the audit log.
        AUDIT
    }

    /// How the audit log names it.
    ///
    /// @param resource a part in braces stands for that part of the path
    record Trail(String action, String resource) {}

    /// Who asks, as far as that is known.
    ///
    /// @param user for the audit log
    /// @param via `key`, `local` or `insecure`
    /// @param address where the connection comes from
    /// @param trail what the engine says of it in the audit log, and whether it has
    record Caller(String user, String via, String address, String requestId, Footprint trail) {

        Caller(String user, String via, String address, String requestId) {
            this(user, via, address, requestId, new Footprint(via, address));
        }
    }

    /// What the engine writes of a caller, and whether it has.
    static final class Footprint implements Request.Trace {
        private final Map<String, String> origin;
        private final AtomicBoolean recorded = new AtomicBoolean();

        private Footprint(String via, String address) {
            var where = new LinkedHashMap<String, String>();
            where.put("via", via);
            where.put("client", address);
            this.origin = where;
        }

        @Override
        public Map<String, String> origin() {
            return Collections.unmodifiableMap(origin);
        }

        @Override
        public void recorded() {
            recorded.set(true);
        }

        boolean left() {
            return recorded.get();
        }
    }

    /// A response that is a document of its own: a page, a schema.
    record Page() {}

    /// What came of a request.
    ///
    /// @param body a record, written as JSON; or an [Answer] or a [Refusal], sent as it is
    /// @param details for the audit log: names and counts
    /// @param success for the audit log
    record Handled(Object body, Map<String, @Nullable Object> details, boolean success) {
        static Handled of(Object body) {
            return new Handled(body, Map.of(), true);
        }

        static Handled of(Object body, Map<String, @Nullable Object> details) {
            return new Handled(body, details, true);
        }
    }

    /// Answers a request that was read and found well.
    @FunctionalInterface
    interface Handler<Q> {
        Handled handle(Q request, Caller caller);
    }

    /// Reads a request and answers it.
    Handled call(Fields fields, Caller caller) {
        var query = reader.apply(fields);
        var faults = fields.faults();
        if (!faults.isEmpty()) {
            var detail = "The request has " + faults.size() + (faults.size() == 1 ? " fault." : " faults.");
            throw Refusal.faulty(detail, faults).thrown();
        }
        return handler.handle(query, caller);
    }

    boolean open() {
        return scope == Scope.OPEN;
    }
}
