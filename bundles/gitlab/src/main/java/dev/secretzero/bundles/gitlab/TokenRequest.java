package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What an access token is to be.
///
/// @param days after which it expires
record TokenRequest(String name, List<String> scopes, int days, Optional<String> description) {

    static TokenRequest of(Settings settings) {
        var scopes = settings.list("scopes").stream().map(String::strip).toList();
        if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> scope.matches("[a-z0-9_]{1,60}"))) {
            throw Wrong.setting("scopes", "must name at least one scope", "as [read_repository]");
        }
        int days = settings.integer("expires_in_days");
        if (days < 1 || days > 400) {
            throw Wrong.setting("expires_in_days", "is out of bounds", "give 1 to 400; a server may allow less");
        }
        return new TokenRequest(settings.text("token_name").strip(), scopes, days, settings.maybe("description"));
    }

    /// The day on which it expires.
    LocalDate end(InstantSource clock) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(days);
    }

    SortedMap<String, Material> body(LocalDate end) {
        var body = new TreeMap<String, Material>();
        body.put("name", Material.of(name));
        body.put("scopes", new Material.Literal(Secret.of(scopes.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))));
        body.put("expires_at", Material.of(end.toString()));
        description.ifPresent(text -> body.put("description", Material.of(text)));
        return body;
    }
}
