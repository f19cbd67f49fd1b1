package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A YAML file that holds one manifest and no value. It is replaced whole, so that whoever reads it sees the old contents
/// or the new; comments in it are not kept.
///
/// @param path absolute
/// @param written as the manifest of secrets has it, for messages
record ManifestFile(Path path, String written) {

    private static final int LARGEST = 1 << 20;
    private static final String HEAD = "# Kept by SecretZero. It says where the values are, and holds none.\n";

    /// What is in the file; empty when there is none.
    ///
    /// @throws ProblemException `UNREADABLE`
    Optional<Map<String, Object>> read() {
        try {
            if (Files.size(path) > LARGEST) {
                throw unreadable("is larger than 1 MiB");
            }
            return Optional.of(parsed(Files.readString(path)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException _) {
            throw unreadable("cannot be read as UTF-8 text");
        }
    }

    private Map<String, Object> parsed(String text) {
        try {
            return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text) instanceof Map<?, ?> map
                    ? named(map)
                    : new LinkedHashMap<>();
        } catch (YamlEngineException _) {
            // Its message quotes the file.
            throw unreadable("is not one document of YAML");
        }
    }

    /// The same map with the keys that are texts.
    static Map<String, Object> named(Map<?, ?> map) {
        var named = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            if (key instanceof String name && value != null) {
                named.put(name, value);
            }
        });
        return named;
    }

    /// @throws ProblemException `UNWRITABLE`
    void write(Map<String, Object> manifest) {
        var yaml = new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setIndicatorIndent(2).setIndentWithIndicator(true).build())
                .dumpToString(manifest);
        var target = real();
        var fresh = target.resolveSibling("." + target.getFileName() + ".secretzero");
        try {
            Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(target));
            Files.write(fresh, (HEAD + yaml).getBytes(StandardCharsets.UTF_8));
            move(fresh, target);
        } catch (IOException _) {
            throw unwritable();
        }
    }

    private Path real() {
        try {
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (IOException _) {
            throw unwritable();
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            throw unwritable();
        }
    }

    private ProblemException unreadable(String what) {
        return Wrong.of(Problem.Code.UNREADABLE, written + " " + what, "`output_path` must name a file that holds one ExternalSecret, or none");
    }

    private ProblemException unwritable() {
        return Wrong.unwritable(written + " could not be written", "check the path, its mode and the space on its disk");
    }
}
