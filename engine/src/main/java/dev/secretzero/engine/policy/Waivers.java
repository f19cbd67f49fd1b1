package dev.secretzero.engine.policy;

import dev.secretzero.engine.policy.Verdict.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The waivers of a manifest, and which of them were of use.
final class Waivers {

    private final List<Waiver> expired = new ArrayList<>();
    private final Set<Waiver> unused = new LinkedHashSet<>();

    /// By secret, those that name it: a long list of waivers costs one look.
    private final Map<String, List<Matcher>> named = new HashMap<>();

    private final List<Matcher> wild = new ArrayList<>();

    private record Matcher(Waiver waiver, Glob rule, Glob secret) {
        boolean fits(Violation violation) {
            return (rule.matches(violation.ground().rule()) || rule.matches(violation.policy()))
                    && secret.matches(violation.secret());
        }
    }

    Waivers(List<Waiver> waivers, Instant now) {
        for (var waiver : waivers) {
            if (waiver.expired(now)) {
                expired.add(waiver);
            } else {
                add(waiver);
            }
        }
    }

    private void add(Waiver waiver) {
        unused.add(waiver);
        var rule = Glob.of(waiver.rule());
        for (var secret : waiver.secrets()) {
            var matcher = new Matcher(waiver, rule, Glob.of(secret));
            if (secret.chars().anyMatch(c -> "*?[".indexOf(c) >= 0)) {
                wild.add(matcher);
            } else {
                named.computeIfAbsent(secret, _ -> new ArrayList<>()).add(matcher);
            }
        }
    }

    /// The waiver that covers a violation.
    Optional<Waiver> of(Violation violation) {
        var found = named.getOrDefault(violation.secret(), List.of()).stream()
                .filter(matcher -> matcher.fits(violation))
                .findFirst()
                .or(() -> wild.stream().filter(matcher -> matcher.fits(violation)).findFirst())
                .map(Matcher::waiver);
        found.ifPresent(unused::remove);
        return found;
    }

    List<Waiver> expired() {
        return expired;
    }

    /// Those that are in force and covered nothing yet.
    List<Waiver> unused() {
        return List.copyOf(unused);
    }
}
