package dev.secretzero.engine.audit;

import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.engine.json.Timestamp;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The audit log in a file. Many threads and processes may append at once.
///
/// Each line ends with a seal over its own bytes, which hold the seal of the line before: a chain. Beside the file stands
/// its mark (`<log>.head`), which says where the log ends. A line goes out in one write to the end of the file, and is on
/// disk when [#append] returns. A line that a crash cut short is closed by the next one, which names its bytes; one that
/// a full disk cut short is taken back. Lines of earlier programs are sealed by the first entry of the chain.
///
/// A file that has grown to its size is put aside as `<log>.<number of its last entry>`, and the chain goes on in a new
/// one. Reading starts at the end and holds one block and one page in memory, however long the log is.
public final class AuditFile implements Audit {

    /// The longest line, in bytes. Details that would make it longer are left out but for their short texts and numbers.
    public static final int LINE_LIMIT = 4 << 20;

    private static final int SHORT = 1 << 10;

    private final Path path;
    private final InstantSource clock;
    private final Seal seal;
    private final Keeping keeping;
    private final Head floor;

    /// A log without a key, kept as usual.
    ///
    /// @param clock stamps what [#note] appends
    public AuditFile(Path path, InstantSource clock) {
        this(path, clock, Seal.plain(), Keeping.USUAL);
    }

    /// @param clock stamps what [#note] appends
    public AuditFile(Path path, InstantSource clock, Seal seal, Keeping keeping) {
        this(path, clock, seal, keeping, Head.NONE);
    }

    private AuditFile(Path path, InstantSource clock, Seal seal, Keeping keeping, Head floor) {
        this.path = path;
        this.clock = clock;
        this.seal = seal;
        this.keeping = keeping;
        this.floor = floor;
    }

    /// The same log, which is known to have an entry. When it turns out to lack it, the next entry follows that one all
    /// the same, so that the loss shows.
    public AuditFile above(Head entry) {
        return new AuditFile(path, clock, seal, keeping, entry);
    }

    @Override
    public Path path() {
        return path;
    }

    /// Appends an entry of this moment.
    public Head note(
            String action, String resource, String user, Map<String, @Nullable Object> details, boolean success) {
        return append(new Entry(clock.instant(), action, resource, user, details, success));
    }

    // ---- writing

    @Override
    public void check() {
        try {
            var shelf = shelf();
            try (var turn = Turn.take(shelf.mark(), shelf.ownerOnly());
                    var out = shelf.append()) {
                End.find(shelf, turn.channel(), seal, floor, LINE_LIMIT);
                out.size();
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public Head append(Entry entry) {
        try {
            var shelf = shelf();
            try (var turn = Turn.take(shelf.mark(), shelf.ownerOnly())) {
                var end = End.find(shelf, turn.channel(), seal, floor, LINE_LIMIT);
                return write(shelf, full(end) ? aside(shelf, end) : end, entry, turn.channel());
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Shelf shelf() throws IOException {
        var shelf = Shelf.of(path);
        shelf.prepare();
        return shelf;
    }

    private ProblemException unwritable(IOException cause) {
        return new ProblemException(
                Problem.of(Problem.Code.UNWRITABLE, "the audit log " + path + " could not be written")
                        .hint("Nothing is done that cannot be recorded. Check the space on the disk and the mode of the file and its directory."),
                cause);
    }

    private Head write(Shelf shelf, End end, Entry entry, FileChannel mark) throws IOException {
        var text = line(entry, end.chain());
        var line = ((end.closed() ? "" : "\n") + text + "\n").getBytes(StandardCharsets.US_ASCII);
        try (var out = shelf.append()) {
            put(out, line, end.size());
        }
        if (end.size() == 0) {
            shelf.syncNames();
        } else if (!end.fresh()) {
            shelf.close();
        }
        var head = end.head().next(Sealed.hash(text));
        new Mark(head, end.size() + line.length).write(mark, seal);
        return head;
    }

    private static void put(FileChannel out, byte[] line, long size) throws IOException {
        try {
            var bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
        } catch (IOException e) {
            takeBack(out, size, e);
            throw e;
        }
    }

    private static void takeBack(FileChannel out, long size, IOException cause) {
        try {
            out.truncate(size);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private boolean full(End end) {
        return keeping.size() > 0 && end.size() >= keeping.size() && !end.head().none();
    }

    private End aside(Shelf shelf, End end) throws IOException {
        var old = shelf.aside(end.head().entry());
        if (Files.exists(old)) {
            return end;
        }
        if (!end.closed()) {
            try (var out = shelf.append()) {
                put(out, new byte[] {'\n'}, end.size());
            }
        }
        Files.move(shelf.log(), old);
        discard(shelf);
        return end.begun(Objects.requireNonNull(old.getFileName()).toString());
    }

    private void discard(Shelf shelf) throws IOException {
        var older = shelf.older();
        for (int i = 0; keeping.files() > 0 && i < older.size() - keeping.files(); i++) {
            Files.deleteIfExists(older.get(i));
        }
    }

    private String line(Entry entry, Map<String, @Nullable Object> chain) {
        var line = line(entry, entry.details(), chain);
        return line.length() < LINE_LIMIT ? line : line(entry, shortened(entry.details()), chain);
    }

    private static Map<String, @Nullable Object> shortened(Map<String, @Nullable Object> details) {
        var kept = new LinkedHashMap<String, @Nullable Object>();
        details.forEach((key, value) -> {
            if (value instanceof Number || value instanceof Boolean || (value instanceof String text && text.length() <= SHORT)) {
                kept.put(key, value);
            }
        });
        kept.put("omitted", true);
        return kept;
    }

    private String line(
            Entry entry, Map<String, ? extends @Nullable Object> details, Map<String, @Nullable Object> chain) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("timestamp", Timestamp.of(entry.timestamp()));
        plain.put("action", entry.action());
        plain.put("resource", entry.resource());
        plain.put("user", entry.user());
        plain.put("details", details);
        plain.put("success", entry.success());
        plain.putAll(chain);
        return Sealed.line(plain, seal);
    }

    // ---- checking

    @Override
    public Verification verify(String place, Anchors anchors) {
        try {
            return Verifier.of(Shelf.of(path), seal, LINE_LIMIT).verify(place, anchors);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    // ---- reading

    @Override
    public Page read(Query query) {
        var page = new PageDraft(query);
        try {
            for (var channel : newestFirst()) {
                try (channel) {
                    new Tail(channel, LINE_LIMIT).forEach(line -> parse(line).ifPresent(page::offer));
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new Page(page.entries, page.total);
    }

    private ProblemException unreadable(IOException cause) {
        return new ProblemException(
                Problem.of(Problem.Code.UNREADABLE, "the audit log " + path + " could not be read"), cause);
    }

    /// The current file is opened before the others are looked for: one that is put aside meanwhile is known by its key.
    private List<FileChannel> newestFirst() throws IOException {
        var shelf = Shelf.of(path);
        var channels = new ArrayList<FileChannel>();
        var seen = new HashSet<Object>();
        try {
            open(shelf.log(), channels, seen);
            for (var older : shelf.older().reversed()) {
                open(older, channels, seen);
            }
            return channels;
        } catch (IOException e) {
            for (var channel : channels) {
                channel.close();
            }
            throw e;
        }
    }

    private static void open(Path file, List<FileChannel> channels, Set<Object> seen) throws IOException {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.READ);
            channels.add(channel);
            var key = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
            if (key != null && !seen.add(key)) {
                channels.removeLast().close();
            }
        } catch (NoSuchFileException _) {
            // It was put aside or discarded meanwhile, or never made.
        }
    }

    private static final class PageDraft {
        private final Query query;
        private final List<Entry> entries = new ArrayList<>();
        private final Set<Long> answered = new HashSet<>();
        private long total;

        PageDraft(Query query) {
            this.query = query;
        }

        void offer(Read read) {
            var entry = read.entry();
            if (entry.details().get(INTENT) instanceof Number intent) {
                answered.add(intent.longValue());
            }
            boolean hidden = INTENT.equals(entry.details().get(PHASE)) && answered.remove(read.number());
            if (!hidden && wanted(entry)) {
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

    /// @param number its place in the chain; 0 outside
    private record Read(Entry entry, long number) {}

    private static Optional<Read> parse(byte[] line) {
        try {
            return JsonTree.parse(line) instanceof Map<?, ?> map
                    ? entry(map).map(entry -> new Read(entry, map.get("seq") instanceof Number seq ? seq.longValue() : 0))
                    : Optional.empty();
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
