package dev.secretzero.bundles.local.format;

import java.util.function.UnaryOperator;

/// How a language writes values on one line.
///
/// @param separator between two values
/// @param assignment between a name and its value
/// @param text quotes a text
/// @param name quotes a name
/// @param bare writes a JSON number, boolean or null
record Flow(
        String separator,
        String assignment,
        UnaryOperator<String> text,
        UnaryOperator<String> name,
        UnaryOperator<String> bare) {

    String of(Tree tree) {
        var out = new StringBuilder();
        write(tree, out);
        return out.toString();
    }

    private void write(Tree tree, StringBuilder out) {
        switch (tree) {
            case Tree.Text(String value) -> out.append(text.apply(value));
            case Tree.Bare(String json) -> out.append(bare.apply(json));
            case Tree.Items(var values) -> {
                out.append('[');
                String before = "";
                for (Tree value : values) {
                    write(value, out.append(before));
                    before = separator;
                }
                out.append(']');
            }
            case Tree.Named(var values) -> {
                out.append('{');
                String before = "";
                for (var field : values.entrySet()) {
                    out.append(before).append(name.apply(field.getKey())).append(assignment);
                    write(field.getValue(), out);
                    before = separator;
                }
                out.append('}');
            }
        }
    }
}
