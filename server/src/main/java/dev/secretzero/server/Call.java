package dev.secretzero.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A request, as it came, without anything of the library that received it.
///
/// @param method in capitals
/// @param path still percent-encoded, without the query
/// @param query still percent-encoded, without the question mark
/// @param headers by name in any case; the values of a repeated header are joined with a comma
/// @param peer the other end of the connection
record Call(String method, String path, String query, Map<String, String> headers, InetAddress peer, Body body) {

    /// The bytes of a request, which are only read when somebody may send them.
    @FunctionalInterface
    interface Body {
        InputStream open() throws IOException;
    }

    /// A header's value, if it has one that is not blank.
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /// How long the body says it is.
    OptionalLong length() {
        var text = header("Content-Length").orElse("");
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /// Whether a body was announced.
    boolean hasBody() {
        return length().orElse(0) > 0 || header("Transfer-Encoding").isPresent();
    }

    /// The name of the host in the `Host` header, without the port and without brackets.
    Optional<String> hostName() {
        return header("Host").flatMap(Hosts::name);
    }
}
