package dev.secretzero.bundles.azure;

import java.net.URI;
import java.util.Optional;

/// Addresses of servers that are only asked over TLS.
final class Address {

    private Address() {}

    /// The address of a server, and nothing more.
    static URI https(String key, URI uri) {
        var path = Optional.ofNullable(uri.getPath()).orElse("");
        boolean bare = (path.isEmpty() || path.equals("/")) && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null || !bare) {
            throw Wrong.setting(key, "is not the address of a server", "write https:// and the name of the host");
        }
        return URI.create("https://" + uri.getRawAuthority());
    }

    static boolean isOurselves(URI uri) {
        var host = uri.getHost();
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
