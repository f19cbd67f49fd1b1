package dev.secretzero.bundles.local;

import dev.secretzero.bundles.local.format.Document;
import dev.secretzero.bundles.local.format.Format;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// This machine, as the user who runs the program.
///
/// @param swept the directories that were freed of what dead writers left
record LocalProvider(Host host, Set<Path> swept) implements Provider {

    private static final long SOURCE_LIMIT = 16L << 20;
    private static final int LINKS = 40;

    LocalProvider(Host host) {
        this(host, ConcurrentHashMap.newKeySet());
    }

    static LocalProvider open(Host host, Settings settings) {
        return new LocalProvider(host);
    }

    @Override
    public Standing standing() {
        var claims = new TreeMap<String, String>();
        claims.put("provider", "local");
        host.variable("USER").or(() -> host.variable("USERNAME")).ifPresent(user -> claims.put("username", user));
        return new Standing.Ready(new Actor(claims));
    }

    /// Reads a file, or one value in it. The query may have these keys:
    ///
    /// - `path`: the file; needed. A relative one is looked up from `base`.
    /// - `base`: a directory; the Secretfile's own when it is not given.
    /// - `format`: `dotenv`, `json`, `yaml`, `toml`, `tfvars`, `properties`, `raw` or `text`; inferred from the
    ///   file's name when it is not given.
    /// - `key`: names joined by dots that lead to the value. In env files and properties the whole is one name.
    /// - `encoding`: a character set; UTF-8 when it is not given.
    ///
    /// A file or a key that is not there is [Observation.Absent]. A file of more than 16 MB is refused.
    ///
    /// @throws ProblemException when the query is faulty, or the file cannot be read
    @Override
    public Observation read(SortedMap<String, String> query) {
        String written = given(query, "path").orElseThrow(() -> faulty("a file source needs a path"));
        Path path = path(written);
        Path base = given(query, "base").map(LocalProvider::path).orElse(host.home());
        Format format = given(query, "format").map(LocalProvider::format).orElseGet(() -> Format.ofSource(path));
        Charset charset = given(query, "encoding").map(LocalProvider::charset).orElse(StandardCharsets.UTF_8);
        List<String> names = given(query, "key").map(key -> names(key, format)).orElse(List.of());
        var seen = new AtomicFile(host.home().resolve(base).resolve(path), written).read(SOURCE_LIMIT);
        if (seen.absent()) {
            return new Observation.Absent();
        }
        return Document.value(format, written, seen.bytes(), charset, names)
                .<Observation>map(material -> new Observation.Shown(material, Optional.empty()))
                .orElseGet(Observation.Absent::new);
    }

    private static Optional<String> given(SortedMap<String, String> query, String key) {
        return Optional.ofNullable(query.get(key)).filter(value -> !value.isBlank());
    }

    private static Path path(String written) {
        try {
            return Path.of(written);
        } catch (InvalidPathException e) {
            throw faulty("a path holds a character that paths cannot have");
        }
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalArgumentException e) {
            throw faulty("the encoding \"" + name + "\" is not known");
        }
    }

    private static List<String> names(String key, Format format) {
        if (format == Format.RAW) {
            throw faulty("a text file has no keys, so that the key \"" + key + "\" leads nowhere");
        }
        var names = List.of(key.strip().split("\\.", -1));
        if (names.contains("")) {
            throw faulty("the key \"" + key + "\" has an empty name between its dots");
        }
        return names;
    }

    /// The format with this name.
    ///
    /// @throws ProblemException when there is none
    static Format format(String name) {
        return Format.named(name)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(Problem.Code.SETTING_INVALID, "Unsupported format \"" + name + "\"")
                                .hint("use one of dotenv, json, yaml, toml, tfvars, properties, raw")));
    }

    static ProblemException faulty(String message) {
        return new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, message));
    }

    /// Where a path leads. A relative path is one of the working directory when something is there, and otherwise
    /// one of the Secretfile's directory, where a new file is made. Symbolic links are followed.
    Path resolve(Path written) {
        return real(chosen(written));
    }

    /// Where a path leads, its directory freed of what dead writers left: each directory once, however many files are
    /// written there.
    AtomicFile writable(Path written) {
        var path = resolve(written);
        var directory = path.getParent();
        if (directory != null && swept.add(directory) && Files.isDirectory(directory)) {
            AtomicFile.sweep(directory);
        }
        return new AtomicFile(path, written.toString());
    }

    /// As [#resolve], with links as they are.
    Path chosen(Path written) {
        Path here = host.directory().resolve(written);
        return (Files.exists(here) ? here : host.home().resolve(written)).normalize();
    }

    private static Path real(Path path) {
        Path target = path;
        try {
            for (int i = 0; i < LINKS && Files.isSymbolicLink(target); i++) {
                target = target.resolveSibling(Files.readSymbolicLink(target));
            }
            Path parent = target.getParent();
            Path name = target.getFileName();
            return parent == null || name == null || !Files.isDirectory(parent)
                    ? target.normalize()
                    : parent.toRealPath().resolve(name).normalize();
        } catch (IOException e) {
            return target.normalize();
        }
    }
}
