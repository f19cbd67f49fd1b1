package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// An exception from a rule, for which somebody answers until a day.
///
/// @param rule the id of a rule, or the name of a policy; may be a shell wildcard
/// @param secrets names, or shell wildcards; what concerns no single secret is matched by `*` alone
/// @param until the last day on which it holds, in UTC
public record Waiver(String rule, List<String> secrets, String owner, LocalDate until, String reason, Mark at) {

    public Waiver {
        secrets = List.copyOf(secrets);
    }

    /// Whether its last day has passed.
    public boolean expired(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate().isAfter(until);
    }

    /// The waivers of a manifest. One that has not the right shape is left out: the check of the manifest says so.
    static List<Waiver> of(Manifest manifest) {
        return manifest.document().at("waivers") instanceof Value.Sequence(var items, _)
                ? items.stream().flatMap(item -> of(item).stream()).toList()
                : List.of();
    }

    private static Optional<Waiver> of(Value item) {
        if (!(item instanceof Mapping body)) {
            return Optional.empty();
        }
        var secrets = PolicyBody.texts(body, "secrets").orElse(List.of());
        return until(body).flatMap(day -> PolicyBody.text(body, "rule").flatMap(rule -> PolicyBody.shown(body, "owner")
                .flatMap(owner -> PolicyBody.shown(body, "reason")
                        .map(reason -> new Waiver(rule, secrets, owner, day, reason, body.at())))));
    }

    private static Optional<LocalDate> until(Mapping body) {
        return switch (body.at("until")) {
            case Value.Scalar(LocalDate day, _) -> Optional.of(day);
            case Value.Text text -> day(text.text());
            case null -> Optional.empty();
            case Value _ -> Optional.empty();
        };
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
