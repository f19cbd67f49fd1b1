package dev.secretzero.engine.audit;

import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.engine.json.Timestamp;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The audit log in a file. Many threads and processes may append at once.
///
/// A line goes out in one write to the end of the file, and is on disk when [#append] returns. A line that a crash or a
/// full disk cut short is closed by the next one and left out by readers. Reading starts at the end and holds one block
/// and one page in memory, however long the log is.
public final class AuditFile implements Audit {

    /// The longest line, in bytes. Details that would make it longer are replaced by `{"omitted": true}`.
    public static final int LINE_LIMIT = 4 << 20;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int PAUSES = 1000;

    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    private final Path path;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    /// @param clock stamps what [#note] appends
    public AuditFile(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    @Override
    public Path path() {
        return path;
    }

    /// Appends an entry of this moment.
    public void note(
            String action, String resource, String user, Map<String, @Nullable Object> details, boolean success) {
        append(new Entry(clock.instant(), action, resource, user, details, success));
    }

    // ---- writing

    @Override
    public void append(Entry entry) {
        byte[] line = line(entry);
        turn.lock();
        try {
            write(line);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNWRITABLE, "the audit log " + path + " could not be written")
                            .hint("Nothing is done that cannot be recorded. Check the space on the disk and the mode of the file."),
                    e);
        } finally {
            turn.unlock();
        }
    }

    private void write(byte[] line) throws IOException {
        // Before the lock is taken, because closing any channel of a file gives up the locks that a process has on it.
        boolean torn = torn();
        try (var channel = open();
                var _ = lock(channel)) {
            var out = ByteBuffer.wrap(torn ? concat((byte) '\n', line) : line);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(false);
        }
    }

    private FileChannel open() throws IOException {
        var directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return FileChannel.open(path, APPEND, ownerOnly(path));
    }

    private static FileAttribute<?>[] ownerOnly(Path path) throws IOException {
        return Files.getFileStore(path.toAbsolutePath().resolveSibling(".")).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /// Waits at most five seconds: a writer that hangs must not hang everybody.
    private static FileLock lock(FileChannel channel) throws IOException {
        for (int pause = 0; pause < PAUSES; pause++) {
            try {
                var lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException _) {
                // Another log object of this process is writing.
            }
            pause();
        }
        throw new IOException("another process holds the audit log");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean torn() throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            var last = ByteBuffer.allocate(1);
            return size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static byte[] concat(byte first, byte[] rest) {
        byte[] all = new byte[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static byte[] line(Entry entry) {
        byte[] line = line(entry, entry.details());
        return line.length <= LINE_LIMIT ? line : line(entry, Map.of("omitted", true));
    }

    private static byte[] line(Entry entry, Map<String, ? extends @Nullable Object> details) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("timestamp", Timestamp.of(entry.timestamp()));
        plain.put("action", entry.action());
        plain.put("resource", entry.resource());
        plain.put("user", entry.user());
        plain.put("details", details);
        plain.put("success", entry.success());
        return (JsonText.of(plain, JsonText.Style.LINE) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    // ---- reading

    @Override
    public Page read(Query query) {
        var page = new PageDraft(query);
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            new Tail(channel, LINE_LIMIT).forEach(line -> parse(line).ifPresent(page::offer));
        } catch (NoSuchFileException _) {
            return new Page(List.of(), 0);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNREADABLE, "the audit log " + path + " could not be read"), e);
        }
        return new Page(page.entries, page.total);
    }

    private static final class PageDraft {
        private final Query query;
        private final List<Entry> entries = new ArrayList<>();
        private long total;

        PageDraft(Query query) {
            this.query = query;
        }

        void offer(Entry entry) {
            if (wanted(entry)) {
                if (total >= query.offset() && entries.size() < query.limit()) {
                    entries.add(entry);
                }
                total++;
            }
        }

        private boolean wanted(Entry entry) {
            return same(query.action(), entry.action())
                    && same(query.resource(), entry.resource())
                    && same(query.user(), entry.user())
                    && same(query.success(), entry.success())
                    && query.since().map(since -> !entry.timestamp().isBefore(since)).orElse(true)
                    && query.until().map(until -> !entry.timestamp().isAfter(until)).orElse(true);
        }

        private static <T> boolean same(Optional<T> wanted, T found) {
            return wanted.map(found::equals).orElse(true);
        }
    }

    private static Optional<Entry> parse(byte[] line) {
        try {
            return JsonTree.parse(line) instanceof Map<?, ?> map ? entry(map) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<Entry> entry(Map<?, ?> map) {
        Optional<Instant> timestamp = text(map, "timestamp").flatMap(Timestamp::parse);
        Optional<String> action = text(map, "action");
        return timestamp.isEmpty() || action.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry(
                        timestamp.get(),
                        action.get(),
                        text(map, "resource").orElse(""),
                        text(map, "user").orElse(""),
                        details(map.get("details")),
                        !Boolean.FALSE.equals(map.get("success"))));
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static Map<String, @Nullable Object> details(@Nullable Object value) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, detail) -> details.put(String.valueOf(key), detail));
        }
        return details;
    }
}
