package dev.secretzero.engine.audit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the next entry goes, and what it follows.
///
/// The next entry follows what the mark says, also when the log has lost its end: then it does not fit to the entry
/// before it, and the loss shows for ever.
///
/// @param head the entry to follow
/// @param size the length of the current file
/// @param closed whether it ends with a line feed, or is empty
/// @param loose bytes since the head that belong to no entry
/// @param after the name of the file before, when a new one is begun
/// @param unmarked whether the mark was missing or damaged although there are entries
/// @param fresh whether the mark was written for exactly this length
record End(
        Head head, long size, boolean closed, Optional<Loose> loose, String after, boolean unmarked, boolean fresh) {

    /// Looks.
    ///
    /// @param floor an entry that the log must have
    static End find(Shelf shelf, FileChannel mark, Seal seal, Head floor, int limit) throws IOException {
        var reading = Mark.read(mark, seal);
        var end = switch (reading) {
            case Mark.Reading.Missing _ -> scanned(shelf, new Mark(Head.NONE, 0), seal, limit, false);
            case Mark.Reading.Damaged _ -> scanned(shelf, new Mark(Head.NONE, 0), seal, limit, true);
            case Mark.Reading.Found found -> {
                unlessKeyed(shelf, !found.key().isEmpty(), seal);
                yield marked(shelf, found.mark(), seal, limit);
            }
        };
        return end.above(floor).continued(shelf);
    }

    private static void unlessKeyed(Shelf shelf, boolean keyed, Seal seal) {
        if (keyed && seal.name().isEmpty()) {
            throw new ProblemException(Problem.of(
                            Problem.Code.UNWRITABLE,
                            "the audit log " + shelf.log() + " is kept with a key, and there is none in " + Seal.VARIABLE)
                    .hint("An entry without the key would break the log. Set the variable."));
        }
    }

    private static End marked(Shelf shelf, Mark mark, Seal seal, int limit) throws IOException {
        long size = shelf.size();
        if (size > mark.size()) {
            return scanned(shelf, mark, seal, limit, false);
        }
        boolean closed = size == mark.size() || closed(shelf, size);
        return new End(mark.head(), size, closed, Optional.empty(), "", false, size == mark.size());
    }

    private static boolean closed(Shelf shelf, long size) throws IOException {
        if (size == 0) {
            return true;
        }
        try (var channel = FileChannel.open(shelf.log(), StandardOpenOption.READ)) {
            var last = ByteBuffer.allocate(1);
            return channel.read(last, size - 1) == 1 && last.get(0) == '\n';
        }
    }

    private static End scanned(Shelf shelf, Mark mark, Seal seal, int limit, boolean damaged) throws IOException {
        long size = shelf.size();
        if (size == 0) {
            return new End(mark.head(), 0, true, Optional.empty(), "", damaged, false);
        }
        try (var channel = FileChannel.open(shelf.log(), StandardOpenOption.READ)) {
            var scan = new Scan(mark.head(), mark.size(), seal);
            new Lines(limit).each(channel, mark.size(), size, scan);
            unlessKeyed(shelf, scan.keyed, seal);
            Optional<Loose> loose = scan.from < size
                    ? Optional.of(Loose.of(scan.kind(), channel, scan.from, size, scan.closed))
                    : Optional.empty();
            boolean unmarked = damaged || (mark.head().none() && scan.linked);
            return new End(scan.head, size, scan.closed, loose, "", unmarked, false);
        }
    }

    /// Follows the entries that were written after the mark.
    private static final class Scan implements Lines.Use {
        private final Seal seal;
        private Head head;
        private long from;
        private boolean linked;
        private boolean keyed;
        private boolean closed = true;
        private boolean foreign;
        private int lines;

        Scan(Head head, long from, Seal seal) {
            this.head = head;
            this.from = from;
            this.seal = seal;
        }

        @Override
        public boolean line(Lines.Line line) {
            closed = line.ended();
            Sealed.open(line.text(), seal)
                    .filter(this::follows)
                    .ifPresentOrElse(sealed -> link(sealed, line), () -> loosen(line));
            return true;
        }

        private boolean follows(Sealed sealed) {
            return head.none() || (sealed.number("seq") == head.entry() + 1 && sealed.text("prev").equals(head.hash()));
        }

        private void link(Sealed sealed, Lines.Line line) {
            var log = sealed.text("log");
            head = new Head(
                    log.isEmpty() ? sealed.hash().substring(0, Head.NAME) : log, sealed.number("seq"), sealed.hash());
            from = line.end();
            linked = true;
            keyed = sealed.keyed();
            foreign = false;
            lines = 0;
        }

        private void loosen(Lines.Line line) {
            lines++;
            foreign |= line.ended() || Sealed.object(line.text());
        }

        Loose.Kind kind() {
            if (head.none()) {
                return Loose.Kind.EARLIER;
            }
            return lines == 1 && !foreign ? Loose.Kind.TORN : Loose.Kind.FOREIGN;
        }
    }

    /// A log that lacks an entry which it must have goes on after that entry.
    private End above(Head floor) {
        boolean there = head.log().equals(floor.log()) && head.entry() >= floor.entry();
        return floor.none() || there ? this : new End(floor, size, closed, loose, after, unmarked, fresh);
    }

    private End continued(Shelf shelf) {
        var before = shelf.aside(head.entry());
        return size == 0 && !head.none() && Files.exists(before)
                ? new End(head, size, closed, loose, Objects.requireNonNull(before.getFileName()).toString(), unmarked, fresh)
                : this;
    }

    /// The end after the current file was put aside under a name.
    End begun(String name) {
        return new End(head, 0, true, loose, name, unmarked, false);
    }

    /// What the next entry says of its place in the chain.
    Map<String, @Nullable Object> chain() {
        var chain = new LinkedHashMap<String, @Nullable Object>();
        loose.ifPresent(bytes -> chain.put("loose", bytes.plain()));
        if (!after.isEmpty()) {
            chain.put("after", after);
        }
        if (unmarked) {
            chain.put("unmarked", true);
        }
        if (!head.log().isEmpty()) {
            chain.put("log", head.log());
        }
        chain.put("seq", head.entry() + 1);
        chain.put("prev", head.hash());
        return chain;
    }
}
