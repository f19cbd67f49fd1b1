package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.manifest.JinjaOperators.limited;
import static dev.secretzero.engine.manifest.JinjaOperators.printed;
import static dev.secretzero.engine.manifest.JinjaOperators.truth;

import com.hubspot.jinjava.objects.SafeString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/// The filters, tests and methods that a template may use, and no others. None of them reaches outside its
/// arguments, and none makes more than a million characters.
final class JinjaFilters {

    /// What a filter does to a value.
    @FunctionalInterface
    interface Fn {
        @Nullable Object apply(@Nullable Object value, Arguments arguments);
    }

    /// What a filter was given besides the value.
    record Arguments(List<@Nullable Object> placed, Map<String, @Nullable Object> named) {

        @Nullable Object at(int place, String name, @Nullable Object fallback) {
            if (place < placed.size()) {
                return placed.get(place);
            }
            return named.containsKey(name) ? named.get(name) : fallback;
        }

        int whole(int place, String name, int fallback) {
            if (at(place, name, fallback) instanceof Number number) {
                return number.intValue();
            }
            throw new ELException("not a number");
        }

        String text(int place, String name, String fallback) {
            return printed(at(place, name, fallback));
        }
    }

    static final Map<String, Fn> FILTERS = Map.ofEntries(
            Map.entry("default", JinjaFilters::fallback),
            Map.entry("d", JinjaFilters::fallback),
            Map.entry("upper", (value, _) -> printed(value).toUpperCase(Locale.ROOT)),
            Map.entry("lower", (value, _) -> printed(value).toLowerCase(Locale.ROOT)),
            Map.entry("title", (value, _) -> title(printed(value))),
            Map.entry("capitalize", (value, _) -> capital(printed(value))),
            Map.entry("trim", (value, arguments) -> trimmed(printed(value), arguments)),
            Map.entry("replace", (value, arguments) -> replaced(printed(value), arguments)),
            Map.entry("join", JinjaFilters::joined),
            Map.entry("length", (value, _) -> length(value)),
            Map.entry("count", (value, _) -> length(value)),
            Map.entry("first", (value, _) -> end(items(value), true)),
            Map.entry("last", (value, _) -> end(items(value), false)),
            Map.entry("int", JinjaFilters::whole),
            Map.entry("float", JinjaFilters::real),
            Map.entry("string", (value, _) -> printed(value)),
            Map.entry("list", (value, _) -> items(value)),
            Map.entry("sort", JinjaFilters::sorted),
            Map.entry("unique", (value, _) -> unique(items(value))),
            Map.entry("reverse", JinjaFilters::reversed),
            Map.entry("round", JinjaFilters::rounded),
            Map.entry("abs", (value, _) -> JinjaOperators.compare(value, 0L) < 0 ? negated(value) : value),
            Map.entry("min", (value, _) -> extreme(items(value), -1)),
            Map.entry("max", (value, _) -> extreme(items(value), 1)),
            Map.entry("tojson", (value, _) -> json(value)),
            Map.entry("urlencode", (value, _) -> encoded(printed(value))),
            Map.entry("indent", JinjaFilters::indented),
            Map.entry("truncate", JinjaFilters::truncated),
            Map.entry("escape", (value, _) -> escaped(value)),
            Map.entry("e", (value, _) -> escaped(value)),
            Map.entry("safe", (value, _) -> new SafeString(printed(value))));

    static final Map<String, Fn> TESTS = Map.ofEntries(
            Map.entry("defined", (value, _) -> value != Absent.UNDEFINED),
            Map.entry("undefined", (value, _) -> value == Absent.UNDEFINED),
            Map.entry("none", (value, _) -> value == null || value == Absent.NONE),
            Map.entry("string", (value, _) -> value instanceof CharSequence),
            Map.entry("number", (value, _) -> value instanceof Number || value instanceof Boolean),
            Map.entry("boolean", (value, _) -> value instanceof Boolean),
            Map.entry("true", (value, _) -> Boolean.TRUE.equals(value)),
            Map.entry("false", (value, _) -> Boolean.FALSE.equals(value)),
            Map.entry("mapping", (value, _) -> value instanceof Map),
            Map.entry("sequence", (value, _) -> isIterable(value)),
            Map.entry("iterable", (value, _) -> isIterable(value)),
            Map.entry("even", (value, _) -> remainder(value) == 0),
            Map.entry("odd", (value, _) -> remainder(value) == 1),
            Map.entry("in", (value, arguments) -> JinjaOperators.contains(arguments.at(0, "seq", null), value)),
            Map.entry("eq", (value, arguments) -> JinjaOperators.equal(value, arguments.at(0, "other", null))),
            Map.entry("equalto", (value, arguments) -> JinjaOperators.equal(value, arguments.at(0, "other", null))));

    private JinjaFilters() {}

    /// The methods of texts and maps that need no object behind them.
    static @Nullable Object method(Object base, String name, Arguments arguments) {
        return switch (base) {
            case Map<?, ?> map -> mapMethod(map, name, arguments);
            case CharSequence text -> textMethod(text.toString(), name, arguments);
            default -> throw new ELException("no such method");
        };
    }

    private static @Nullable Object mapMethod(Map<?, ?> map, String name, Arguments arguments) {
        return switch (name) {
            case "items" -> map.entrySet().stream().map(JinjaFilters::pair).toList();
            case "keys" -> new ArrayList<Object>(map.keySet());
            case "values" -> new ArrayList<@Nullable Object>(map.values());
            case "get" -> {
                var key = arguments.text(0, "key", "");
                yield map.containsKey(key) ? map.get(key) : arguments.at(1, "default", Absent.NONE);
            }
            default -> throw new ELException("no such method");
        };
    }

    private static List<@Nullable Object> pair(Map.Entry<?, ?> entry) {
        var pair = new ArrayList<@Nullable Object>(2);
        pair.add(entry.getKey());
        pair.add(entry.getValue());
        return pair;
    }

    private static Object textMethod(String text, String name, Arguments arguments) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> title(text);
            case "capitalize" -> capital(text);
            case "strip" -> trimmed(text, arguments);
            case "replace" -> replaced(text, arguments);
            case "startswith" -> text.startsWith(arguments.text(0, "prefix", ""));
            case "endswith" -> text.endsWith(arguments.text(0, "suffix", ""));
            case "split" -> split(text, arguments);
            case "join" -> joined(arguments.at(0, "iterable", null), new Arguments(List.of(text), Map.of()));
            default -> throw new ELException("no such method");
        };
    }

    private static List<Object> split(String text, Arguments arguments) {
        var mark = arguments.text(0, "sep", "");
        if (!mark.isEmpty()) {
            return List.of((Object[]) text.split(java.util.regex.Pattern.quote(mark), -1));
        }
        var words = text.strip();
        return words.isEmpty() ? List.of() : List.of((Object[]) words.split("\\s+", -1));
    }

    private static @Nullable Object fallback(@Nullable Object value, Arguments arguments) {
        boolean wanted = truth(arguments.at(1, "boolean", false)) ? !truth(value) : value == Absent.UNDEFINED;
        return wanted ? arguments.at(0, "default_value", "") : value;
    }

    private static String title(String text) {
        var out = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inside = Character.isLetterOrDigit(c) || c == '_' || c == '\'';
        }
        return out.toString();
    }

    private static String capital(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String trimmed(String text, Arguments arguments) {
        var chars = arguments.text(0, "chars", "");
        if (chars.isEmpty()) {
            return text.strip();
        }
        int start = 0;
        int end = text.length();
        while (start < end && chars.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && chars.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static String replaced(String text, Arguments arguments) {
        var old = arguments.text(0, "old", "");
        var with = arguments.text(1, "new", "");
        if (arguments.placed().size() + arguments.named().size() != 2) {
            throw new ELException("replace takes two texts");
        }
        long most = old.isEmpty() ? text.length() + 1L : text.length() / old.length();
        if (text.length() + most * with.length() > JinjaOperators.LARGEST) {
            throw new ELException("the text is too long");
        }
        return text.replace(old, with);
    }

    private static Object joined(@Nullable Object value, Arguments arguments) {
        var mark = arguments.text(0, "d", "");
        var out = new StringBuilder();
        boolean first = true;
        for (var item : items(value)) {
            out.append(first ? "" : mark).append(printed(item));
            first = false;
            if (out.length() > JinjaOperators.LARGEST) {
                throw new ELException("the text is too long");
            }
        }
        return out.toString();
    }

    private static long length(@Nullable Object value) {
        return value instanceof CharSequence text ? text.codePoints().count() : items(value).size();
    }

    private static @Nullable Object end(List<@Nullable Object> items, boolean first) {
        if (items.isEmpty()) {
            return Absent.UNDEFINED;
        }
        return first ? items.getFirst() : items.getLast();
    }

    static boolean isIterable(@Nullable Object value) {
        return value instanceof Collection || value instanceof Map || value instanceof CharSequence;
    }

    /// What a loop over the value would go through.
    static List<@Nullable Object> items(@Nullable Object value) {
        return switch (value) {
            case Collection<?> items -> new ArrayList<@Nullable Object>(items);
            case Map<?, ?> map -> new ArrayList<@Nullable Object>(map.keySet());
            case CharSequence text -> text.codePoints().<@Nullable Object>mapToObj(Character::toString).collect(Collectors.toCollection(ArrayList::new));
            case Absent absent when absent == Absent.UNDEFINED -> new ArrayList<>();
            case null, default -> throw new ELException("not a list");
        };
    }

    private static @Nullable Object whole(@Nullable Object value, Arguments arguments) {
        try {
            return switch (value) {
                case Boolean flag -> flag ? 1L : 0L;
                case Double real -> new BigDecimal(real).toBigInteger().longValueExact();
                case Number number -> number;
                case CharSequence text -> new BigDecimal(shortened(text)).toBigInteger().longValueExact();
                case null, default -> arguments.at(0, "default", 0L);
            };
        } catch (ArithmeticException | NumberFormatException e) {
            return arguments.at(0, "default", 0L);
        }
    }

    private static @Nullable Object real(@Nullable Object value, Arguments arguments) {
        try {
            return switch (value) {
                case Number number -> number.doubleValue();
                case CharSequence text -> Double.parseDouble(shortened(text));
                case null, default -> arguments.at(0, "default", 0.0);
            };
        } catch (NumberFormatException e) {
            return arguments.at(0, "default", 0.0);
        }
    }

    /// Long digit strings and exponents take quadratic time to convert.
    private static String shortened(CharSequence text) {
        var number = text.toString().strip();
        if (number.length() > 40 || number.matches(".*[eE][-+]?\\d{4,}.*")) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static List<@Nullable Object> sorted(@Nullable Object value, Arguments arguments) {
        var items = items(value);
        boolean exact = truth(arguments.at(1, "case_sensitive", false));
        Comparator<@Nullable Object> order = (a, b) -> JinjaOperators.compare(folded(a, exact), folded(b, exact));
        items.sort(truth(arguments.at(0, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static @Nullable Object folded(@Nullable Object value, boolean exact) {
        return value instanceof CharSequence text && !exact ? text.toString().toLowerCase(Locale.ROOT) : value;
    }

    private static List<@Nullable Object> unique(List<@Nullable Object> items) {
        var seen = new LinkedHashMap<String, @Nullable Object>();
        items.forEach(item -> seen.putIfAbsent(printed(folded(item, false)), item));
        return new ArrayList<>(seen.values());
    }

    private static Object reversed(@Nullable Object value, Arguments arguments) {
        return value instanceof CharSequence text ? new StringBuilder(text).reverse().toString() : items(value).reversed();
    }

    private static Object rounded(@Nullable Object value, Arguments arguments) {
        int places = arguments.whole(0, "precision", 0);
        if (!(value instanceof Number number) || Math.abs(places) > 100) {
            throw new ELException("not a number");
        }
        var mode = switch (arguments.text(1, "method", "common")) {
            case "common" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw new ELException("no such rounding");
        };
        if (number instanceof Double real && (real.isInfinite() || real.isNaN())) {
            return real;
        }
        return new BigDecimal(number.toString()).setScale(places, mode).doubleValue();
    }

    private static Object negated(@Nullable Object value) {
        return switch (value) {
            case BigInteger whole -> whole.negate();
            case Double real -> -real;
            case Number number -> -number.longValue();
            case null, default -> throw new ELException("not a number");
        };
    }

    private static @Nullable Object extreme(List<@Nullable Object> items, int sign) {
        if (items.isEmpty()) {
            return Absent.UNDEFINED;
        }
        var best = items.getFirst();
        for (var item : items) {
            best = JinjaOperators.compare(folded(item, false), folded(best, false)) * sign > 0 ? item : best;
        }
        return best;
    }

    private static long remainder(@Nullable Object value) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return Math.floorMod(number.longValue(), 2);
        }
        throw new ELException("not a whole number");
    }

    private static SafeString escaped(@Nullable Object value) {
        return value instanceof SafeString safe ? safe : new SafeString(html(printed(value)));
    }

    static String html(String text) {
        return limited(text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;"));
    }

    private static String encoded(String text) {
        return limited(URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%7E", "~")
                .replace("*", "%2A"));
    }

    private static String indented(@Nullable Object value, Arguments arguments) {
        var width = arguments.at(0, "width", 4);
        var margin = width instanceof Number count ? blanks(count.intValue()) : printed(width);
        boolean first = truth(arguments.at(1, "first", false));
        boolean blank = truth(arguments.at(2, "blank", false));
        var lines = printed(value).split("\n", -1);
        if ((long) lines.length * margin.length() > JinjaOperators.LARGEST) {
            throw new ELException("the text is too long");
        }
        for (int i = first ? 0 : 1; i < lines.length; i++) {
            lines[i] = lines[i].isEmpty() && !blank ? "" : margin + lines[i];
        }
        return limited(String.join("\n", lines));
    }

    private static String blanks(int count) {
        if (count > 1000) {
            throw new ELException("the margin is too wide");
        }
        return " ".repeat(Math.max(0, count));
    }

    private static String truncated(@Nullable Object value, Arguments arguments) {
        var text = printed(value);
        int length = arguments.whole(0, "length", 255);
        boolean cut = truth(arguments.at(1, "killwords", false));
        var end = arguments.text(2, "end", "...");
        int leeway = arguments.whole(3, "leeway", 5);
        if (text.length() <= (long) length + leeway) {
            return text;
        }
        if (length < end.length()) {
            throw new ELException("the length is too small");
        }
        var kept = text.substring(0, length - end.length());
        int space = kept.lastIndexOf(' ');
        return (cut || space < 0 ? kept : kept.substring(0, space)) + end;
    }

    private static SafeString json(@Nullable Object value) {
        var out = new StringBuilder();
        json(value, out);
        return new SafeString(limited(out.toString()));
    }

    private static void json(@Nullable Object value, StringBuilder out) {
        if (out.length() > JinjaOperators.LARGEST) {
            throw new ELException("the text is too long");
        }
        switch (value) {
            case null -> out.append("null");
            case Absent absent when absent == Absent.NONE -> out.append("null");
            case Boolean flag -> out.append(flag);
            case Number number -> out.append(Pythonic.text(number));
            case Map<?, ?> map -> jsonMap(map, out);
            case Collection<?> items -> jsonList(items, out);
            case CharSequence text -> jsonText(text.toString(), out);
            default -> throw new ELException("not a JSON value");
        }
    }

    private static void jsonList(Collection<?> items, StringBuilder out) {
        out.append('[');
        boolean first = true;
        for (var item : items) {
            out.append(first ? "" : ", ");
            json(item, out);
            first = false;
        }
        out.append(']');
    }

    private static void jsonMap(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        boolean first = true;
        for (var key : map.keySet().stream().map(String::valueOf).sorted().toList()) {
            out.append(first ? "" : ", ");
            jsonText(key, out);
            out.append(": ");
            json(map.get(key), out);
            first = false;
        }
        out.append('}');
    }

    /// As Jinja does it: what is special in HTML is escaped too, so that the JSON may stand in a page.
    private static void jsonText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~' || "<>&'".indexOf(c) >= 0) {
                        out.append('\\').append('u').append(String.format(Locale.ROOT, "%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
