package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Jinja;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Renderer;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Renders template files with the sandboxed language of the manifest. The values are strings for as long as one
/// rendering takes.
public final class TemplateRenderer implements Renderer {

    @Override
    public Secret render(Path template, SortedMap<String, Material> values) {
        var source = source(template);
        var secrets = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((name, material) -> secrets.put(name, plain(material)));
        Map<String, @Nullable Object> names = new HashMap<>(secrets);
        names.put("secrets", secrets);
        var directory = Objects.requireNonNull(template.toAbsolutePath().getParent());
        return Jinja.files(directory, escapes(template))
                .render(source, names)
                .map(Secret::of)
                .orElseThrow(() -> new ProblemException(Problem.of(
                                Problem.Code.GENERATION_FAILED, "template " + template + " cannot be rendered")
                        .hint("look for a mistyped tag, a name that no secret of this file has, or a missing include")));
    }

    private static String source(Path template) {
        try {
            return Files.readString(template);
        } catch (NoSuchFileException e) {
            throw problem(Problem.Code.NOT_FOUND, "template " + template + " does not exist");
        } catch (IOException e) {
            throw problem(Problem.Code.UNREADABLE, "template " + template + " cannot be read as UTF-8 text");
        }
    }

    /// Fields are reachable by their names; everything else is its text.
    private static Object plain(Material material) {
        if (material instanceof Material.Fields(var values)) {
            var fields = new LinkedHashMap<String, Object>();
            values.forEach((name, field) -> fields.put(name, plain(field)));
            return fields;
        }
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static boolean escapes(Path template) {
        var name = String.valueOf(template.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".html") || name.endsWith(".htm") || name.endsWith(".xml");
    }

    private static ProblemException problem(Problem.Code code, String message) {
        return new ProblemException(Problem.of(code, message));
    }
}
