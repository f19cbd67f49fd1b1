package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Settings;
import java.net.URI;
import java.util.Optional;

/// A region, and the address there when it is not AWS's own.
///
/// @param region empty where nothing says it
record Where(String region, Optional<URI> endpoint) {

    static final Where UNSAID = new Where("", Optional.empty());

    /// Where a target is: what it does not say, the provider does.
    static Where of(Settings settings, Where fallback) {
        return of(settings.maybe("region"), settings.has("endpoint_url") ? Optional.of(settings.uri("endpoint_url")) : Optional.empty(), fallback);
    }

    static Where of(Optional<String> region, Optional<URI> endpoint, Where fallback) {
        return new Where(
                region.map(String::strip).filter(text -> !text.isEmpty()).map(Where::named).orElse(fallback.region),
                endpoint.map(Where::address).or(fallback::endpoint));
    }

    /// What is unsaid here is as there.
    Where within(Where there) {
        return new Where(region.isEmpty() ? there.region : region, endpoint.or(there::endpoint));
    }

    private static String named(String region) {
        if (!region.matches("[a-z0-9-]{1,63}")) {
            throw Wrong.setting("region", "is not the name of a region", "write it as eu-west-1");
        }
        return region;
    }

    private static URI address(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw Wrong.setting("endpoint_url", "is not an http or https address of a server", "write it as https://localhost:4566");
        }
        return url;
    }

    /// The place, as messages name it.
    String shown() {
        return region + endpoint.map(url -> " at " + url).orElse("");
    }
}
