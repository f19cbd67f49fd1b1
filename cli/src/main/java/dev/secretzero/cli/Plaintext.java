package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Value;
import java.util.List;
import java.util.regex.Pattern;

/// Finds values that stand in the Secretfile in plain text: every text or number under `default`, else `value`, of a
/// secret that states its value, unless it is one placeholder and nothing else.
final class Plaintext {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\s*(\\$\\{[^}]*}|\\{\\{((?!}}).)*}})\\s*");

    private Plaintext() {}

    /// A sentence for each unit that holds one; none repeats the value.
    static List<String> in(Manifest manifest) {
        return manifest.units().stream()
                .filter(unit -> unit.generator().takesAStatedValue() && stated(unit))
                .map(unit -> "secret \"" + unit.entry() + "\" (" + unit.generator().kind()
                        + ") has its value in plain text; use a ${VARIABLE}, or leave it null to be asked")
                .toList();
    }

    private static boolean stated(Manifest.Unit unit) {
        var config = unit.generator().config();
        var value = config.entries().containsKey("default") ? config.at("default") : config.at("value");
        return value != null && literal(value);
    }

    private static boolean literal(Value value) {
        return switch (value) {
            case Value.Text text -> !text.raw().isBlank() && !PLACEHOLDER.matcher(text.raw()).matches();
            case Value.Scalar scalar -> scalar.value() instanceof Number;
            case Value.Sequence(var items, _) -> items.stream().anyMatch(Plaintext::literal);
            case Value.Mapping(var entries, _, _) -> entries.values().stream().anyMatch(Plaintext::literal);
        };
    }
}
