package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Text;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A policy of kind `provider_identity`: what must be true of the identity under which a provider is used, so that
/// nothing is written into the wrong account.
///
/// What is absent or empty satisfies no rule.
///
/// @param severity when it is not error, the policy warns and stops nothing
/// @param providers aliases that it is about
/// @param all whether every rule must hold; else one of them
/// @param at where it stands
public record IdentityRules(
        String name, boolean enabled, Severity severity, List<String> providers, boolean all, List<Rule> rules, Mark at) {

    /// The kind of such a policy.
    public static final String KIND = "provider_identity";

    /// How much of a claim is repeated.
    private static final int LONGEST = 72;

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
    public record Rule(Text field, Matcher matcher) {}

    /// How a field is tested. A pattern in which the environment has a share is shown as it was written.
    public sealed interface Matcher {
        /// The text matches the shell wildcard.
        record Wildcard(Text pattern) implements Matcher {}

        /// The whole text matches the regular expression.
        record Regex(Text pattern) implements Matcher {}

        /// Some item matches some pattern.
        record Some(List<Text> patterns) implements Matcher {
            public Some {
                patterns = List.copyOf(patterns);
            }
        }

        /// There are items, and every one matches some pattern.
        record Every(List<Text> patterns) implements Matcher {
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
        /// @param reason names the fields, the patterns, and what the provider says of them
        record Refused(String reason) implements Outcome {}
    }

    /// Reads a policy.
    ///
    /// @throws ProblemException `MANIFEST_INVALID` with the place, when it has not the right shape
    public static IdentityRules of(String name, Mapping body) {
        body.entries().keySet().forEach(key -> known(KEYS, key, body, name));
        var providers = texts(name, body, "providers").stream().map(Text::text).toList();
        boolean enabled = PolicyBody.flag(body, "enabled", true)
                .orElseThrow(() -> fault(name, body, "enabled must be true or false"));
        String match = PolicyBody.absent(body, "match") ? "all" : PolicyBody.text(body, "match").orElse("");
        if (!match.equals("all") && !match.equals("any")) {
            throw fault(name, body, "match must be all or any");
        }
        var severity = PolicyBody.severity(body, Severity.ERROR)
                .orElseThrow(() -> fault(name, body, "severity must be error, warning or info"));
        return new IdentityRules(
                name, enabled, severity, providers, match.equals("all"), rules(name, body), body.at());
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
        Text field = PolicyBody.written(rule, "field")
                .filter(text -> !text.text().isBlank())
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

    private static Text text(String name, Mapping body, String key) {
        return PolicyBody.written(body, key).orElseThrow(() -> fault(name, body, key + " must be a text"));
    }

    private static List<Text> texts(String name, Mapping body, String key) {
        return PolicyBody.written(body, key, List.of())
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
        var claim = claim(claims, rule.field().text());
        var items = items(claim);
        if (items.isEmpty()) {
            return Optional.of("\"" + rule.field() + "\" is missing from the identity, and must " + demand(rule.matcher()));
        }
        boolean list = claim instanceof List<?>;
        boolean fits = switch (rule.matcher()) {
            case Matcher.Wildcard(var pattern) -> !list && one(List.of(pattern), items.getFirst());
            case Matcher.Regex(var pattern) -> !list && whole(pattern, items.getFirst());
            case Matcher.Some(var patterns) -> items.stream().anyMatch(item -> one(patterns, item));
            case Matcher.Every(var patterns) -> items.stream().allMatch(item -> one(patterns, item));
        };
        return fits
                ? Optional.empty()
                : Optional.of("\"" + rule.field() + "\" is " + found(items) + ", and must " + demand(rule.matcher()));
    }

    private static String demand(Matcher matcher) {
        return switch (matcher) {
            case Matcher.Wildcard(var pattern) -> "match \"" + pattern + "\"";
            case Matcher.Regex(var pattern) -> isRegex(pattern)
                    ? "match the regular expression \"" + pattern + "\""
                    : "match \"" + pattern + "\", which is not a regular expression";
            case Matcher.Some(var patterns) -> "have something that matches " + patterns;
            case Matcher.Every(var patterns) -> "have nothing but what matches " + patterns;
        };
    }

    private static String found(List<List<String>> items) {
        var text = items.stream().map(forms -> "\"" + forms.getFirst() + "\"").collect(Collectors.joining(", "));
        return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    }

    private static boolean isRegex(Text pattern) {
        try {
            Pattern.compile(java(pattern));
            return true;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private static String java(Text pattern) {
        return pattern.text().replace("(?P<", "(?<");
    }

    private static boolean whole(Text written, List<String> forms) {
        if (!isRegex(written)) {
            return false;
        }
        var pattern = Pattern.compile(java(written));
        try {
            return forms.stream().anyMatch(form -> pattern.matcher(form).matches());
        } catch (StackOverflowError _) {
            return false;
        }
    }

    private static boolean one(List<Text> patterns, List<String> forms) {
        return patterns.stream()
                .map(pattern -> Glob.of(pattern.text()))
                .anyMatch(glob -> forms.stream().anyMatch(glob::matches));
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
