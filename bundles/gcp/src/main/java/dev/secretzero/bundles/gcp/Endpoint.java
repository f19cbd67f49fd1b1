package dev.secretzero.bundles.gcp;

import java.net.URI;
import java.util.Optional;

/// Where Secret Manager answers.
///
/// @param address host and port
/// @param plain whether it is spoken to without encryption, which only this machine may be
record Endpoint(String address, boolean plain) {

    static Endpoint of(URI uri) {
        var host = Optional.ofNullable(uri.getHost()).orElse("");
        var path = Optional.ofNullable(uri.getPath()).orElse("");
        boolean plain = "http".equals(uri.getScheme());
        if (host.isEmpty() || !(plain || "https".equals(uri.getScheme())) || !(path.isEmpty() || path.equals("/"))) {
            throw wrong("is not the address of a server");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong("is more than the address of a server");
        }
        if (plain && !isOurselves(host)) {
            throw wrong("would send values unencrypted to another machine");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : plain ? 80 : 443;
        return new Endpoint(host + ":" + port, plain);
    }

    private static RuntimeException wrong(String what) {
        return Wrong.setting("endpoint", what, "write https://host, or leave it out for Google's own");
    }

    private static boolean isOurselves(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    String shown() {
        return "Secret Manager at " + address;
    }
}
