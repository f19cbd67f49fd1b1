package dev.secretzero.server;

import dev.secretzero.spi.Secret;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Decides who may come in.
///
/// With a key, whoever sends it. Without one, only this machine: the connection must come from it, the `Host` header
/// must name it (a web page can make a browser connect to any address, but not under a name that is not its own),
/// and no proxy may have forwarded the request. A web page of another origin is refused in either case, unless its
/// origin is allowed.
final class Gate {

    static final String KEY_HEADER = "X-API-Key";

    private static final List<String> FORWARDED = List.of(
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Server",
            "X-Forwarded-Prefix",
            "X-Real-IP");

    private final ApiSettings settings;
    private final Throttle throttle;

    Gate(ApiSettings settings, Throttle throttle) {
        this.settings = settings;
        this.throttle = throttle;
    }

    /// What the gate says.
    sealed interface Decision {
        /// The caller comes in.
        ///
        /// @param via `key`, `local` or `insecure`
        record In(String via) implements Decision {}

        /// The caller stays out.
        ///
        /// @param login whether it was refused for want of the right key, which is audited
        record Out(Refusal refusal, boolean login) implements Decision {}
    }

    Decision judge(Call call) {
        if (call.header("Host").isPresent() && call.hostName().isEmpty()) {
            return new Decision.Out(Refusal.of(HttpStatus.BAD_REQUEST, "The Host header is malformed."), false);
        }
        if (foreign(call)) {
            var refusal = Refusal.of(
                    HttpStatus.FORBIDDEN,
                    "Web pages of this origin may not call the server; " + ApiSettings.ALLOWED_ORIGINS + " names those that may.");
            return new Decision.Out(refusal, true);
        }
        return settings.key().map(key -> keyed(call, key)).orElseGet(() -> keyless(call));
    }

    private Decision keyed(Call call, Secret key) {
        var sent = call.header(KEY_HEADER);
        if (sent.isEmpty()) {
            return new Decision.Out(unauthorized("Missing API key"), true);
        }
        var wait = throttle.wait(call.peer());
        if (!wait.isZero()) {
            var refusal = Refusal.of(HttpStatus.TOO_MANY, "Too many wrong API keys came from this address; wait before the next.")
                    .header("Retry-After", Long.toString(wait.toSeconds() + 1));
            return new Decision.Out(refusal, false);
        }
        try (var candidate = Secret.of(sent.get())) {
            if (key.matches(candidate)) {
                return new Decision.In("key");
            }
        }
        throttle.failed(call.peer());
        return new Decision.Out(unauthorized("Invalid API key"), true);
    }

    private Decision keyless(Call call) {
        if (local(call)) {
            return new Decision.In("local");
        }
        if (settings.insecure()) {
            return new Decision.In("insecure");
        }
        return new Decision.Out(
                unauthorized("This server has no API key, so it answers requests from its own machine only. Set "
                        + ApiSettings.API_KEY + " on the server and send that key in the " + KEY_HEADER + " header."),
                true);
    }

    private static Refusal unauthorized(String detail) {
        return Refusal.of(HttpStatus.UNAUTHORIZED, detail).header("WWW-Authenticate", "ApiKey");
    }

    private static boolean local(Call call) {
        return Hosts.loopback(call.peer())
                && call.hostName().filter(Hosts::loopback).isPresent()
                && !forwarded(call.headers());
    }

    private static boolean forwarded(Map<String, String> headers) {
        return FORWARDED.stream().anyMatch(headers::containsKey)
                || headers.keySet().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-forwarded-"));
    }

    /// Whether a web page of another origin, that was not allowed, is behind the request.
    private boolean foreign(Call call) {
        var origin = call.header("Origin");
        if (origin.isPresent()) {
            return allowed(origin.get()).isEmpty() && !sameOrigin(origin.get(), call);
        }
        return call.header("Sec-Fetch-Site").filter("cross-site"::equalsIgnoreCase).isPresent()
                && !settings.origins().contains("*");
    }

    /// Whether the page came from this server. Without a key a name proves nothing, because whoever owns it can let
    /// it point here; an address cannot be borrowed.
    private boolean sameOrigin(String origin, Call call) {
        var host = call.header("Host").orElse("");
        boolean proves = settings.key().isPresent()
                || call.hostName().filter(name -> Hosts.loopback(name) || Hosts.literal(name)).isPresent();
        return proves && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    /// What to answer an allowed origin: the origin, or `*` where all are.
    Optional<String> allowed(String origin) {
        if (settings.origins().contains("*")) {
            return Optional.of("*");
        }
        return settings.origins().contains(origin.toLowerCase(Locale.ROOT)) ? Optional.of(origin) : Optional.empty();
    }

    /// Where a request comes from, for the audit log.
    static String address(InetAddress peer) {
        return peer.getHostAddress();
    }
}
