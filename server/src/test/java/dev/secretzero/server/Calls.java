package dev.secretzero.server;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Requests as a client on this machine sends them.
final class Calls {

    private Calls() {}

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Call get(String target) {
        return call("GET", target, "");
    }

    static Call post(String target, String body) {
        return with(call("POST", target, body), "Content-Type", "application/json");
    }

    static Call call(String method, String target, String body) {
        int mark = target.indexOf('?');
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", "localhost:8000");
        if (bytes.length > 0) {
            headers.put("Content-Length", Integer.toString(bytes.length));
        }
        return new Call(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers,
                address("127.0.0.1"),
                () -> new ByteArrayInputStream(bytes));
    }

    static Call with(Call call, String name, String value) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(call.headers());
        headers.put(name, value);
        return new Call(call.method(), call.path(), call.query(), headers, call.peer(), call.body());
    }

    static Call without(Call call, String name) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.copyOf(call.headers()));
        headers.remove(name);
        return new Call(call.method(), call.path(), call.query(), headers, call.peer(), call.body());
    }

    static Call from(Call call, String peer) {
        return new Call(call.method(), call.path(), call.query(), call.headers(), address(peer), call.body());
    }
}
