package dev.secretzero.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Describes the objects of a JSON Schema as Markdown tables: one row for each property.
///
/// @param heading the heading under which a definition is described, by its name
/// @param nulls whether it is said that a value may be null
public record SchemaTable(UnaryOperator<String> heading, boolean nulls) {

    /// One row of a table.
    ///
    /// @param fallback empty when there is none
    public record Row(String key, String type, String fallback, String meaning) {}

    /// The table of an object's properties. A property that must be there is marked so where another has its default.
    public String of(Map<?, ?> object) {
        return rows("Key", rows(object));
    }

    /// The rows of an object's properties.
    public List<Row> rows(Map<?, ?> object) {
        var required = object.get("required") instanceof List<?> list ? list : List.of();
        var rows = new ArrayList<Row>();
        map(object.get("properties")).forEach((key, property) ->
                rows.add(row(String.valueOf(key), map(property), required.contains(key))));
        return rows;
    }

    private Row row(String key, Map<?, ?> property, boolean required) {
        var fallback = property.get("default");
        var shown = fallback == null ? "" : code(fallback);
        return new Row(code(key), type(property), required ? "required" : shown, meaning(property));
    }

    private static String meaning(Map<?, ?> property) {
        var description = property.get("description") instanceof String text ? text : "";
        if (!(property.get("enum") instanceof List<?> words)) {
            return description;
        }
        var known = words.stream().filter(word -> word != null).map(SchemaTable::code).toList();
        boolean told = known.stream().allMatch(description::contains);
        return told ? description : description + " One of " + alternatives(known) + ".";
    }

    private static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.getFirst() : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /// The table of some rows. A column that is empty is left out.
    public static String rows(String key, List<Row> rows) {
        return table(List.of(key, "Type", "Default", "Meaning"), rows.stream()
                .map(row -> List.of(row.key(), row.type(), row.fallback(), row.meaning()))
                .toList());
    }

    /// A Markdown table. A column that is empty is left out.
    public static String table(List<String> heads, List<List<String>> rows) {
        var columns = new ArrayList<Integer>();
        for (int i = 0; i < heads.size(); i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
                columns.add(column);
            }
        }
        var rule = columns.stream().map(_ -> "---").collect(Collectors.joining("|", "|", "|\n"));
        return line(columns, heads) + rule + rows.stream().map(row -> line(columns, row)).collect(Collectors.joining());
    }

    private static String line(List<Integer> columns, List<String> cells) {
        return columns.stream()
                .map(column -> cells.get(column).replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"))
                .replace("|  |", "| |");
    }

    private String type(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String reference) {
            return link(reference);
        }
        if (schema.get("anyOf") instanceof List<?> forms) {
            return type(map(forms.getFirst()));
        }
        if (schema.containsKey("enum")) {
            return "word" + (nulls && map(schema).get("enum") instanceof List<?> words && words.contains(null) ? " or null" : "");
        }
        var types = schema.get("type") instanceof List<?> list ? list : schema.get("type") == null ? List.of() : List.of(schema.get("type"));
        return word(types, schema) + (nulls && types.contains("null") ? " or null" : "");
    }

    private String word(List<?> types, Map<?, ?> schema) {
        if (types.contains("array")) {
            return "list of " + plural(type(map(schema.get("items"))));
        }
        if (types.contains("object")) {
            return schema.get("additionalProperties") instanceof Map<?, ?> values ? "map of " + plural(type(values)) : "map";
        }
        if (types.contains("boolean")) {
            return "boolean";
        }
        if (types.contains("integer")) {
            return "integer";
        }
        if (!types.isEmpty() && types.getFirst().equals("number")) {
            return "number";
        }
        return types.isEmpty() ? "any" : "date-time".equals(schema.get("format")) ? "time" : "text";
    }

    private static String plural(String word) {
        return word.startsWith("[") || word.equals("any") ? word : word + "s";
    }

    /// `#/$defs/Target` as a link to the heading of `Target`.
    private String link(String reference) {
        var title = heading.apply(reference.substring(reference.lastIndexOf('/') + 1));
        return "[" + title + "](#" + title.toLowerCase(Locale.ROOT).replace(' ', '-') + ")";
    }

    /// A value as code.
    public static String code(@Nullable Object value) {
        return value instanceof List<?> list && list.isEmpty() ? "`[]`" : "`" + value + "`";
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
