package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Jinja;
import dev.secretzero.engine.manifest.TextFile;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Renderer;
import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Renders template files with the engine that renders the strings of manifests, locked in the same way.
///
/// The last line end is kept. What is printed is escaped only where the file is HTML or XML by its name. An
/// undefined name prints as nothing. Files that the template includes must stand in its directory or below it.
public final class TemplateRenderer implements Renderer {

    @Override
    public Secret render(Path template, SortedMap<String, Material> values) {
        var absolute = template.toAbsolutePath();
        var parent = absolute.getParent();
        var text = TextFile.read(absolute);
        var engine = Jinja.files(parent == null ? absolute : parent, isMarkup(template));
        return Secret.of(engine.render(text, names(values)).orElseThrow(() -> faulty(template)));
    }

    private static ProblemException faulty(Path template) {
        return new ProblemException(Problem.of(Problem.Code.GENERATION_FAILED, "the template " + template + " cannot be rendered")
                .hint("look for a syntax error, an unknown filter, an attribute of an undefined name, an include outside of its directory,"
                        + " or more than " + Jinja.LARGEST + " characters"));
    }

    private static boolean isMarkup(Path template) {
        var name = String.valueOf(template.getFileName()).toLowerCase(Locale.ROOT);
        return Stream.of(".html", ".htm", ".xml").anyMatch(name::endsWith);
    }

    private static Map<String, @Nullable Object> names(SortedMap<String, Material> values) {
        var secrets = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((name, material) -> secrets.put(name, plain(material)));
        var names = new LinkedHashMap<String, @Nullable Object>(secrets);
        names.put("secrets", secrets);
        return names;
    }

    private static Object plain(Material material) {
        if (material instanceof Material.Fields(var fields)) {
            var map = new LinkedHashMap<String, Object>();
            fields.forEach((name, field) -> map.put(name, plain(field)));
            return map;
        }
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
