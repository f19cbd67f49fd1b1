package dev.secretzero.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;

/// Writes trees of plain values as YAML, in block style.
final class Yaml {

    private Yaml() {}

    static String text(@Nullable Object value) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndent(2);
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        options.setLineBreak(DumperOptions.LineBreak.UNIX);
        return new org.yaml.snakeyaml.Yaml(options).dump(plain(value));
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Tree tree -> plain(tree.map());
            case Map<?, ?> map -> entries(map);
            case List<?> list -> items(list);
            case Optional<?> maybe -> plain(maybe.orElse(null));
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }

    private static Map<String, @Nullable Object> entries(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), plain(value)));
        return copy;
    }

    private static List<@Nullable Object> items(List<?> list) {
        var copy = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> copy.add(plain(item)));
        return copy;
    }
}
