package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Material;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request of Vault's HTTP API.
///
/// @param path below `/v1/`, as policies name it
/// @param query as it is sent, without the question mark; may be empty
/// @param capability what a policy must allow on the path
record Call(String method, String path, String query, String capability, Optional<Material> body) {

    static Call read(String path) {
        return new Call("GET", path, "", "\"read\"", Optional.empty());
    }

    static Call write(String path, Material body) {
        return new Call("POST", path, "", "\"create\", \"update\"", Optional.of(body));
    }

    static Call delete(String path) {
        return new Call("DELETE", path, "", "\"delete\"", Optional.empty());
    }

    /// The same of an earlier version.
    Call version(String number) {
        return new Call(method, path, "version=" + encoded(number), capability, body);
    }

    /// What comes after the address.
    String target() {
        var names = Stream.of(path.split("/", -1)).map(Call::encoded).collect(Collectors.joining("/", "/v1/", ""));
        return query.isEmpty() ? names : names + "?" + query;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    boolean reads() {
        return method.equals("GET");
    }
}
