package dev.secretzero.engine.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Intent before effect: what a run is about to do, on disk before it does it. It never holds a value.
///
/// The file stands beside the lockfile (`<name>.journal`, mode 0600, one JSON object a line) while a run is under way,
/// and goes when everything it names is in the lockfile. What a run leaves that was killed, or whose writes may or may not
/// have arrived, is settled by the next run. A line without its end was never relied on, and is left out.
///
/// Changed only by who holds the lockfile; read by anyone.
public final class Journal {

    /// A step that is about to be taken.
    ///
    /// @param entry the lockfile's name of the secret
    /// @param before the fingerprint of the value in force; empty when there was none
    /// @param value the fingerprint of the value that is brought; empty while a system is asked to issue one
    /// @param places where it is brought; empty while nothing is brought yet
    /// @param handle the name of the issued thing, where the value was issued
    /// @param kept where the value before is kept beside
    public record Intent(
            String entry,
            Optional<String> before,
            Optional<String> value,
            List<TargetId> places,
            Optional<String> handle,
            List<Kept> kept) {
        public Intent {
            places = List.copyOf(places);
            kept = List.copyOf(kept);
        }

        /// A step that keeps nothing beside.
        public Intent(
                String entry,
                Optional<String> before,
                Optional<String> value,
                List<TargetId> places,
                Optional<String> handle) {
            this(entry, before, value, places, handle, List.of());
        }

        /// A system is about to be asked for a value.
        public static Intent issuing(String entry, Optional<String> before) {
            return new Intent(entry, before, Optional.empty(), List.of(), Optional.empty());
        }

        /// Whether another value than the one in force is brought.
        public boolean renews() {
            return value.isPresent() && !value.equals(before);
        }
    }

    private final Path file;
    private final Disk disk;

    private Journal(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /// The journal of a lockfile.
    public static Journal of(Path lockfile) {
        return of(lockfile, Disk.REAL);
    }

    static Journal of(Path lockfile, Disk disk) {
        var real = LockFile.followed(lockfile);
        return new Journal(real.resolveSibling(real.getFileName() + ".journal"), disk);
    }

    /// What earlier runs left to settle: by entry, newest first.
    ///
    /// @throws ProblemException `UNREADABLE` when nobody knows
    public Map<String, List<Intent>> pending() {
        var pending = new LinkedHashMap<String, List<Intent>>();
        lines().forEach(line -> intent(line).ifPresent(
                intent -> pending.computeIfAbsent(intent.entry(), _ -> new ArrayList<>()).addFirst(intent)));
        return pending;
    }

    /// Notes what is about to be done, and returns when that is on disk.
    ///
    /// @throws ProblemException `UNWRITABLE` when it could not be noted: then it must not be done
    public void begin(List<Intent> intents) {
        if (intents.isEmpty()) {
            return;
        }
        try {
            boolean fresh = OwnerFile.create(file);
            // After a line that was torn, the next one starts on its own.
            var text = intents.stream().map(Journal::line).collect(Collectors.joining("", "\n", ""));
            disk.extend(file, text.getBytes(StandardCharsets.US_ASCII));
            if (fresh) {
                disk.syncNames(file.resolveSibling("."));
                Ignored.names(file.resolveSibling("."), List.of(name(), lockName()));
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            Problem.Code.UNWRITABLE,
                            file + " could not be written, so nothing was begun"
                                    + Disk.reason(e).map(reason -> ": " + reason).orElse(""))
                            .hint("Check the space on the disk and the mode of the directory."),
                    e);
        }
    }

    /// Forgets everything but what stays open.
    ///
    /// @throws ProblemException `UNWRITABLE` when it could not be forgotten. The next run finds it settled
    public void settle(Predicate<String> open) {
        var left = lines().stream()
                .filter(line -> intent(line).filter(intent -> open.test(intent.entry())).isPresent())
                .toList();
        try {
            if (left.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                replace(left);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNWRITABLE, file + " could not be written")
                            .hint("Everything is delivered and recorded. The next run settles the journal."),
                    e);
        }
    }

    private void replace(List<String> lines) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(fresh);
        OwnerFile.create(fresh);
        disk.extend(fresh, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
        disk.swap(fresh, file);
    }

    private String name() {
        return Objects.requireNonNull(file.getFileName()).toString();
    }

    private String lockName() {
        return name().replaceFirst("journal$", "lck");
    }

    private List<String> lines() {
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(line -> !line.isEmpty()).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNREADABLE, file + " could not be read")
                            .hint("It says what a run that was ended early had begun. Mend the path or its mode."),
                    e);
        }
    }

    // A line.

    private static String line(Intent intent) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("entry", intent.entry());
        intent.before().ifPresent(hash -> fields.put("before", hash));
        intent.value().ifPresent(hash -> fields.put("value", hash));
        if (!intent.places().isEmpty()) {
            fields.put("places", intent.places().stream().map(TargetId::value).toList());
        }
        intent.handle().ifPresent(handle -> fields.put("handle", handle));
        if (!intent.kept().isEmpty()) {
            fields.put("kept", Kept.plain(intent.kept()));
        }
        return JsonText.of(fields, JsonText.Style.LINE) + "\n";
    }

    private static Optional<Intent> intent(String line) {
        try {
            return JsonTree.parse(line.getBytes(StandardCharsets.ISO_8859_1)) instanceof Map<?, ?> fields
                    ? text(fields, "entry").map(entry -> intent(entry, fields))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            // A line that was torn and then written on.
            return Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Intent intent(String entry, Map<?, ?> fields) {
        var places = fields.get("places") instanceof List<?> list ? list : List.of();
        return new Intent(
                entry,
                text(fields, "before"),
                text(fields, "value"),
                places.stream().map(String::valueOf).map(TargetId::new).toList(),
                text(fields, "handle"),
                Kept.read(fields.get("kept")));
    }

    private static Optional<String> text(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

}
