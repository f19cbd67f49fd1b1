package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A policy of kind `provider_identity`: what must be true of the identity under which a provider is used, so that
/// nothing is written into the wrong account.
///
/// What is absent or empty satisfies no rule.
///
/// @param providers aliases that it is about
/// @param all whether every rule must hold; else one of them
public record IdentityRules(String name, boolean enabled, List<String> providers, boolean all, List<Rule> rules) {

    private static final Set<String> KEYS =
            Set.of("kind", "name", "description", "enabled", "severity", "providers", "match", "rules");

    private static final List<String> MATCHERS = List.of("glob", "regex", "any_glob", "all_glob");

    public IdentityRules {
        providers = List.copyOf(providers);
        rules = List.copyOf(rules);
    }

    /// One demand on one field.
    ///
    /// @param field a dotted path through the claims
    public record Rule(String field, Matcher matcher) {}

    /// How a field is tested.
    public sealed interface Matcher {
        /// The text matches the shell wildcard.
        record Wildcard(String pattern) implements Matcher {}

        /// The whole text matches the regular expression.
        record Regex(String pattern) implements Matcher {}

        /// Some item matches some pattern.
        record Some(List<String> patterns) implements Matcher {
            public Some {
                patterns = List.copyOf(patterns);
            }
        }

        /// There are items, and every one matches some pattern.
        record Every(List<String> patterns) implements Matcher {
            public Every {
                patterns = List.copyOf(patterns);
            }
        }
    }

    /// What came of it.
    public sealed interface Outcome {
        /// The identity is the right one.
        record Satisfied() implements Outcome {}

        /// It is not.
        ///
        /// @param reason names fields and patterns, never what the provider said
        record Refused(String reason) implements Outcome {}
    }

    /// Reads a policy.
    ///
    /// @throws ProblemException `MANIFEST_INVALID` with the place, when it has not the right shape
    public static IdentityRules of(String name, Mapping body) {
        body.entries().keySet().forEach(key -> known(KEYS, key, body, name));
        var providers = texts(name, body, "providers");
        boolean enabled = PolicyBody.flag(body, "enabled", true)
                .orElseThrow(() -> fault(name, body, "enabled must be true or false"));
        String match = PolicyBody.absent(body, "match") ? "all" : PolicyBody.text(body, "match").orElse("");
        if (!match.equals("all") && !match.equals("any")) {
            throw fault(name, body, "match must be all or any");
        }
        return new IdentityRules(name, enabled, providers, match.equals("all"), rules(name, body));
    }

    private static List<Rule> rules(String name, Mapping body) {
        if (!(body.at("rules") instanceof Value.Sequence(var items, _)) || items.isEmpty()) {
            throw fault(name, body, "rules must be a list with at least one rule");
        }
        return items.stream().map(item -> rule(name, body, item)).toList();
    }

    private static Rule rule(String name, Mapping body, Value item) {
        if (!(item instanceof Mapping rule)) {
            throw fault(name, body, "every rule must be a map");
        }
        rule.entries().keySet().stream()
                .filter(key -> !key.equals("field"))
                .forEach(key -> known(Set.copyOf(MATCHERS), key, rule, name));
        String field = PolicyBody.text(rule, "field")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> fault(name, rule, "every rule needs a field"));
        var given = MATCHERS.stream().filter(key -> !PolicyBody.absent(rule, key)).toList();
        if (given.size() != 1) {
            throw fault(name, rule, "every rule needs exactly one of glob, regex, any_glob and all_glob");
        }
        return new Rule(field, matcher(name, rule, given.getFirst()));
    }

    private static Matcher matcher(String name, Mapping rule, String key) {
        return switch (key) {
            case "any_glob" -> new Matcher.Some(texts(name, rule, key));
            case "all_glob" -> new Matcher.Every(texts(name, rule, key));
            case "regex" -> new Matcher.Regex(text(name, rule, key));
            default -> new Matcher.Wildcard(text(name, rule, key));
        };
    }

    private static String text(String name, Mapping body, String key) {
        return PolicyBody.text(body, key).orElseThrow(() -> fault(name, body, key + " must be a text"));
    }

    private static List<String> texts(String name, Mapping body, String key) {
        return PolicyBody.texts(body, key)
                .filter(texts -> !texts.isEmpty())
                .orElseThrow(() -> fault(name, body, key + " must be a list with at least one text"));
    }

    private static void known(Set<String> keys, String key, Mapping body, String name) {
        if (!keys.contains(key)) {
            throw fault(name, body, "\"" + key + "\" is not a key of it");
        }
    }

    private static ProblemException fault(String name, Mapping body, String what) {
        return new ProblemException(Problem.of(
                Problem.Code.MANIFEST_INVALID, body.at() + ": identity policy \"" + name + "\": " + what));
    }

    /// Tests what a provider says of the identity.
    ///
    /// @param claims plain JSON values
    public Outcome judge(Map<String, ? extends @Nullable Object> claims) {
        var failures = rules.stream().flatMap(rule -> failure(rule, claims).stream()).toList();
        boolean satisfied = all ? failures.isEmpty() : failures.size() < rules.size();
        if (satisfied) {
            return new Outcome.Satisfied();
        }
        return new Outcome.Refused(all ? failures.getFirst() : String.join("; ", failures));
    }

    private static Optional<String> failure(Rule rule, Map<String, ? extends @Nullable Object> claims) {
        var items = items(claim(claims, rule.field()));
        if (items.isEmpty()) {
            return Optional.of("\"" + rule.field() + "\" is missing from the identity");
        }
        return switch (rule.matcher()) {
            case Matcher.Wildcard(var pattern) -> unless(
                    scalar(claims, rule) && one(List.of(pattern), items.getFirst()),
                    rule, "does not match \"" + pattern + "\"");
            case Matcher.Regex(var pattern) -> regex(rule, pattern, claims, items);
            case Matcher.Some(var patterns) -> unless(
                    items.stream().anyMatch(item -> one(patterns, item)), rule, "has nothing that matches " + patterns);
            case Matcher.Every(var patterns) -> unless(
                    items.stream().allMatch(item -> one(patterns, item)),
                    rule, "has something that does not match " + patterns);
        };
    }

    private static Optional<String> unless(boolean fine, Rule rule, String what) {
        return fine ? Optional.empty() : Optional.of("\"" + rule.field() + "\" " + what);
    }

    private static Optional<String> regex(
            Rule rule, String written, Map<String, ? extends @Nullable Object> claims, List<List<String>> items) {
        try {
            var pattern = Pattern.compile(written.replace("(?P<", "(?<"));
            boolean fine = scalar(claims, rule)
                    && items.getFirst().stream().anyMatch(form -> pattern.matcher(form).matches());
            return unless(fine, rule, "does not match the regular expression \"" + written + "\"");
        } catch (PatternSyntaxException _) {
            return Optional.of("\"" + rule.field() + "\" cannot be tested: \"" + written + "\" is not a regular expression");
        }
    }

    private static boolean scalar(Map<String, ? extends @Nullable Object> claims, Rule rule) {
        return !(claim(claims, rule.field()) instanceof List<?>);
    }

    private static boolean one(List<String> patterns, List<String> forms) {
        return patterns.stream().map(Glob::of).anyMatch(glob -> forms.stream().anyMatch(glob::matches));
    }

    private static @Nullable Object claim(@Nullable Object claims, String path) {
        Object found = claims;
        for (String part : path.split("\\.", -1)) {
            if (!part.isEmpty()) {
                found = found instanceof Map<?, ?> map ? map.get(part) : null;
            }
        }
        return found;
    }

    /// The items of a claim, each in the forms that a pattern may have been written for.
    private static List<List<String>> items(@Nullable Object claim) {
        var items = new ArrayList<List<String>>();
        for (Object item : claim instanceof List<?> list ? list : java.util.Collections.singletonList(claim)) {
            switch (item) {
                case null -> {}
                case Boolean truth -> items.add(List.of(truth.toString(), truth ? "True" : "False"));
                default -> items.add(List.of(item.toString()));
            }
        }
        return items;
    }
}
