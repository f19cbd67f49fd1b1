package dev.secretzero.server;

import dev.secretzero.server.Endpoint.Caller;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import dev.secretzero.server.Refusal.Refused;
import dev.secretzero.server.Routes.Match;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers requests: finds the endpoint, lets the caller in or not, reads and checks the request, has it handled,
/// keeps the audit log, and makes every failure an error body of the same shape.
final class Front {

    /// The largest body that is read, in bytes.
    static final int BODY_LIMIT = 1 << 20;

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final String LOST = "The request was carried out, but the audit log cannot be written.";
    private static final String ALLOWED_HEADERS = "X-API-Key, Content-Type, X-Request-Id, Idempotency-Key";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "X-Frame-Options", "DENY",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    private final Routes routes;
    private final Gate gate;
    private final Ledger ledger;
    private final Replays replays;
    private final Json json;
    private final InstantSource clock;
    private final Ids ids;
    private final PrintStream console;
    private final Running running = new Running();
    private final AtomicBoolean told = new AtomicBoolean();

    /// Makes the ids of requests that came without one.
    @FunctionalInterface
    interface Ids {
        String next();
    }

    Front(Routes routes, Gate gate, Ledger ledger, Json json, InstantSource clock, Ids ids, PrintStream console) {
        this.routes = routes;
        this.gate = gate;
        this.ledger = ledger;
        this.replays = new Replays(clock);
        this.json = json;
        this.clock = clock;
        this.ids = ids;
        this.console = console;
    }

    /// The requests that are being answered.
    Running running() {
        return running;
    }

    Answer answer(Call call) {
        var id = call.header("X-Request-Id")
                .filter(text -> REQUEST_ID.matcher(text).matches())
                .orElseGet(ids::next);
        return cors(call, guarded(call, id)).with("X-Request-Id", id).withMissing(ALWAYS);
    }

    private Answer guarded(Call call, String id) {
        if (!running.enter()) {
            var refusal = Refusal.of(HttpStatus.UNAVAILABLE, "The server is shutting down.");
            return refused(refusal.header("Retry-After", "5").header("Connection", "close"), id);
        }
        try {
            return routed(call, id);
        } catch (RuntimeException | StackOverflowError e) {
            return refused(refusal(e, id), id);
        } finally {
            running.leave();
        }
    }

    private Refusal refusal(Throwable thrown, String id) {
        return switch (thrown) {
            case Refused refused -> refused.refusal();
            case ProblemException problem when problem.problem().code() != Problem.Code.BUG ->
                Refusal.of(problem.problem());
            default -> {
                report(thrown, id);
                yield Refusal.of(Problem.of(Problem.Code.BUG, ""));
            }
        };
    }

    /// Says where in the program it happened. The message of an exception is left out: it may quote a value.
    private void report(Throwable thrown, String id) {
        var frames = java.util.Arrays.stream(thrown.getStackTrace())
                .limit(12)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n"));
        console.println("error: request " + id + ": " + thrown.getClass().getName() + "\n" + frames);
    }

    private Answer routed(Call call, String id) {
        var matches = matches(call);
        var methods = methods(matches);
        if (call.method().equals("OPTIONS")) {
            return options(call, id, methods);
        }
        var verb = call.method().equals("HEAD") ? "GET" : call.method();
        var match = matches.stream()
                .filter(found -> found.endpoint().verb().name().equals(verb))
                .findFirst();
        if (match.isEmpty()) {
            var refusal = Refusal.of(HttpStatus.NOT_ALLOWED, "This path answers " + methods + ".");
            return refused(refusal.header("Allow", methods), id);
        }
        return admitted(call, match.get(), id);
    }

    private List<Match> matches(Call call) {
        try {
            var matches = routes.at(call.path());
            if (matches.isEmpty()) {
                throw Refusal.of(HttpStatus.NOT_FOUND, "There is nothing at this path; /openapi.json lists what there is.")
                        .thrown();
            }
            return matches;
        } catch (IllegalArgumentException e) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "The path is not well encoded.").thrown();
        }
    }

    private static String methods(List<Match> matches) {
        var methods = new ArrayList<String>();
        for (var match : matches) {
            methods.add(match.endpoint().verb().name());
            if (match.endpoint().verb() == Verb.GET) {
                methods.add("HEAD");
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private Answer options(Call call, String id, String methods) {
        boolean preflight = call.header("Access-Control-Request-Method").isPresent();
        if (preflight && call.header("Origin").flatMap(gate::allowed).isEmpty()) {
            return refused(Refusal.of(HttpStatus.FORBIDDEN, "Web pages of this origin may not call the server."), id);
        }
        var answer = Answer.empty(204).with("Allow", methods);
        return preflight
                ? answer.with("Access-Control-Allow-Methods", methods)
                        .with("Access-Control-Allow-Headers", ALLOWED_HEADERS)
                        .with("Access-Control-Max-Age", "600")
                : answer;
    }

    /// Credentials are never allowed: the key is a header that a page must set by itself.
    private Answer cors(Call call, Answer answer) {
        var allowed = call.header("Origin").flatMap(gate::allowed);
        return allowed.isEmpty()
                ? answer
                : answer.with("Access-Control-Allow-Origin", allowed.get())
                        .with("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
                        .with("Vary", "Origin");
    }

    private Answer admitted(Call call, Match match, String id) {
        var address = Gate.address(call.peer());
        if (match.endpoint().open()) {
            return handled(call, match, new Caller("anonymous", "open", address, id));
        }
        return switch (gate.judge(call)) {
            case Gate.Decision.In(String via) -> audited(call, match, new Caller("api", via, address, id));
            case Gate.Decision.Out(Refusal refusal, boolean login) -> {
                if (login) {
                    var trail = new Trail("login_refused", match.endpoint().path());
                    var details = Map.<String, @Nullable Object>of("error", refusal.detail());
                    ledger.record(trail, Map.of(), new Caller("anonymous", "none", address, id), details, false);
                }
                yield refused(refusal, id);
            }
        };
    }

    private Answer handled(Call call, Match match, Caller caller) {
        return done(match.endpoint().call(fields(call, match), caller), caller);
    }

    private Answer audited(Call call, Match match, Caller caller) {
        var endpoint = match.endpoint();
        try {
            var fields = fields(call, match);
            boolean change = endpoint.scope() == Scope.WRITE && !fields.rehearsal();
            if (change && !ledger.writable()) {
                return refused(unrecorded("Nothing was done: the audit log cannot be written."), caller.requestId());
            }
            var key = call.header("Idempotency-Key").filter(_ -> endpoint.scope() == Scope.WRITE);
            var answer = replays.once(key, endpoint, fields, () -> answered(match, caller, fields, change));
            return answer.headers().containsKey(Replays.REPLAYED)
                    ? recorded(match, caller, Map.of("replayed", true), true, false, answer)
                    : answer;
        } catch (RuntimeException | StackOverflowError e) {
            return failed(match, caller, refusal(e, caller.requestId()));
        }
    }

    private Answer answered(Match match, Caller caller, Fields fields, boolean change) {
        var handled = match.endpoint().call(fields, caller);
        var answer = done(handled, caller);
        return caller.trail().left()
                ? answer
                : recorded(match, caller, handled.details(), handled.success(), change, answer);
    }

    /// The refusal is the answer, whether it could be recorded or not.
    private Answer failed(Match match, Caller caller, Refusal refusal) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("status", refusal.status().code());
        details.put("error", refusal.status().label());
        var answer = refused(refusal, caller.requestId());
        return caller.trail().left() ? answer : recorded(match, caller, details, false, false, answer);
    }

    /// Reading goes on without an entry: nobody would be served by a server that cannot say how it stands.
    private Answer recorded(
            Match match,
            Caller caller,
            Map<String, @Nullable Object> details,
            boolean success,
            boolean change,
            Answer answer) {
        boolean kept = match.endpoint()
                .trail()
                .map(trail -> ledger.record(trail, match.path(), caller, details, success))
                .orElse(true);
        tell(kept, caller.requestId());
        return kept || !change ? answer : refused(unrecorded(LOST), caller.requestId());
    }

    /// Once, until the log can be written again.
    private void tell(boolean kept, String id) {
        if (told.getAndSet(!kept) || kept) {
            return;
        }
        console.println("warning: request " + id + ": the audit log cannot be written; changes are refused, reading goes on");
    }

    private static Refusal unrecorded(String detail) {
        return Refusal.of(HttpStatus.UNAVAILABLE, detail).header("Retry-After", "30");
    }

    private Answer done(Handled handled, Caller caller) {
        return switch (handled.body()) {
            case Answer answer -> answer;
            case Refusal refusal -> refused(refusal, caller.requestId());
            default -> Answer.of(200, Answer.JSON, json.write(handled.body()));
        };
    }

    private Fields fields(Call call, Match match) {
        try {
            var query = Routes.query(call.query());
            Optional<Map<String, @Nullable Object>> body =
                    match.endpoint().verb() == Verb.POST ? Optional.of(body(call)) : Optional.empty();
            return new Fields(match.path(), query, body);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "The query or the body is not well encoded.").thrown();
        }
    }

    private Map<String, @Nullable Object> body(Call call) {
        if (!call.hasBody()) {
            return Map.of();
        }
        var bytes = bytes(call);
        if (new String(bytes, 0, Math.min(bytes.length, 64), java.nio.charset.StandardCharsets.UTF_8).isBlank()
                && bytes.length <= 64) {
            return Map.of();
        }
        if (!declaredJson(call)) {
            throw Refusal.of(HttpStatus.NOT_JSON, "The body must be declared as application/json.").thrown();
        }
        return object(bytes);
    }

    private Map<String, @Nullable Object> object(byte[] bytes) {
        try {
            return json.object(bytes)
                    .orElseThrow(() -> Refusal.faulty(
                                    "The body is not an object.",
                                    List.of(new Wire.Fault("", "must be a JSON object")))
                            .thrown());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "The body is not well-formed JSON" + e.getMessage() + ".").thrown();
        }
    }

    private static boolean declaredJson(Call call) {
        var type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        int end = type.indexOf(';');
        var bare = (end < 0 ? type : type.substring(0, end)).strip();
        return bare.equals("application/json") || (bare.startsWith("application/") && bare.endsWith("+json"));
    }

    private static byte[] bytes(Call call) {
        if (call.length().orElse(0) > BODY_LIMIT) {
            throw tooLarge().thrown();
        }
        try (var in = call.body().open()) {
            var bytes = in.readNBytes(BODY_LIMIT + 1);
            if (bytes.length > BODY_LIMIT) {
                throw tooLarge().thrown();
            }
            return bytes;
        } catch (IOException e) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "The body could not be read to its end.").thrown();
        }
    }

    private static Refusal tooLarge() {
        return Refusal.of(HttpStatus.TOO_LARGE, "The body is larger than " + BODY_LIMIT + " bytes.")
                .header("Connection", "close");
    }

    /// The one shape of an error.
    private Answer refused(Refusal refusal, String id) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("error", refusal.status().label());
        body.put("detail", refusal.detail());
        body.put("timestamp", clock.instant().toString());
        body.put("request_id", id);
        refusal.problem().ifPresent(problem -> {
            body.put("code", problem.code().label());
            problem.hint().ifPresent(hint -> body.put("hint", hint));
        });
        if (refusal.status() == HttpStatus.UNPROCESSABLE) {
            body.put("errors", refusal.faults());
        }
        refusal.more().forEach(body::putIfAbsent);
        var answer = Answer.of(refusal.status().code(), Answer.JSON, json.write(body));
        for (var header : refusal.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    /// An error that the HTTP library found before there was a call.
    Answer malformed(int status) {
        var id = ids.next();
        var known = java.util.Arrays.stream(HttpStatus.values())
                .filter(candidate -> candidate.code() == status)
                .findFirst()
                .orElse(status >= 500 ? HttpStatus.BUG : HttpStatus.BAD_REQUEST);
        var detail =
                switch (status) {
                    case 413 -> "The body is too large.";
                    case 414 -> "The path and the query are too long.";
                    case 431 -> "The headers are too long.";
                    default -> "The request is not well-formed HTTP.";
                };
        return refused(Refusal.of(known, detail), id)
                .with("X-Request-Id", id)
                .withMissing(ALWAYS);
    }
}
