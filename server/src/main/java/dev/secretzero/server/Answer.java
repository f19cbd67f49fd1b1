package dev.secretzero.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A response, without anything of the library that sends it.
final class Answer {

    static final String JSON = "application/json";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /// An answer without a body.
    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    static Answer of(int status, String type, byte[] body) {
        return new Answer(status, Map.of("Content-Type", type), body);
    }

    static Answer text(int status, String type, String body) {
        return of(status, type + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /// This answer with one more header; a header of that name is replaced.
    Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /// This answer with more headers, where it does not have them already.
    Answer withMissing(Map<String, String> others) {
        var more = new LinkedHashMap<>(others);
        more.putAll(headers);
        return new Answer(status, more, body);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /// The bytes. Nobody may change them.
    byte[] body() {
        return body;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
