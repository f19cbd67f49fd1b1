package dev.secretzero.engine.audit;

import dev.secretzero.engine.audit.Verification.Fault;
import dev.secretzero.engine.audit.Verification.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a log from its first line to its last, and stops at the first that is not as it was written. Good for one use.
final class Verifier implements Lines.Use {

    private final Shelf shelf;
    private final Seal seal;
    private final int limit;

    /// Seals that must be found, by the number of the entry.
    private final Map<Long, List<Expected>> expected = new HashMap<>();

    private final List<String> files = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private @Nullable FileChannel channel;
    private String file = "";
    private long line;
    private Head head = Head.NONE;
    private long first;
    private long entries;
    private long unchecked;
    private boolean keyed;
    private @Nullable Stretch loose;
    private @Nullable Fault fault;

    private record Expected(String hash, String says) {}

    /// Lines that belong to no entry.
    private record Stretch(String file, long line, long from, long to, long lines, boolean ended, boolean object) {
        Stretch and(Lines.Line more) {
            return new Stretch(file, line, from, more.end(), lines + 1, more.ended(), object);
        }

        boolean torn() {
            return lines == 1 && !ended && !object;
        }

        String named() {
            return lines == 1 ? "line " + line : "lines " + line + " to " + (line + lines - 1);
        }
    }

    private Verifier(Shelf shelf, Seal seal, int limit) {
        this.shelf = shelf;
        this.seal = seal;
        this.limit = limit;
    }

    static Verifier of(Shelf shelf, Seal seal, int limit) {
        return new Verifier(shelf, seal, limit);
    }

    /// The log at one moment.
    private record Snapshot(Mark.Reading mark, List<Path> files, long size) {}

    Verification verify(String place, Anchors anchors) throws IOException {
        var snapshot = snapshot();
        if (snapshot.mark() instanceof Mark.Reading.Found(var mark, var _, var _)) {
            expect(mark.head(), "the mark " + name(shelf.mark()));
        }
        var relevant = anchors.heads().entrySet().stream()
                .filter(anchor -> anchor.getKey().equals(place) || known(snapshot.mark(), anchor.getValue()))
                .map(Map.Entry::getValue)
                .toList();
        relevant.forEach(anchor -> expect(anchor, "the lockfile"));
        for (var path : snapshot.files()) {
            read(path, path.equals(shelf.log()) ? snapshot.size() : Files.size(path));
        }
        if (fault == null) {
            finish(snapshot.mark(), relevant);
        }
        if (relevant.isEmpty() && !anchors.heads().isEmpty()) {
            notes.add("the lockfile remembers other audit logs, and not this one");
        }
        return verdict();
    }

    private static boolean known(Mark.Reading reading, Head anchor) {
        return reading instanceof Mark.Reading.Found(var mark, var _, var _)
                && mark.head().log().equals(anchor.log());
    }

    private void expect(Head head, String says) {
        expected.computeIfAbsent(head.entry(), _ -> new ArrayList<>()).add(new Expected(head.hash(), says));
    }

    /// Nobody writes while mark and length are read, if that can be had.
    private Snapshot snapshot() throws IOException {
        if (!Files.exists(shelf.mark())) {
            return new Snapshot(new Mark.Reading.Missing(), paths(), shelf.size());
        }
        try (var turn = Turn.take(shelf.mark())) {
            return new Snapshot(Mark.read(turn.channel(), seal), paths(), shelf.size());
        } catch (IOException _) {
            try (var mark = FileChannel.open(shelf.mark(), StandardOpenOption.READ)) {
                return new Snapshot(Mark.read(mark, seal), paths(), shelf.size());
            }
        }
    }

    /// Oldest first. The names of files that others have put aside say nothing of their order; their first entries do.
    private List<Path> paths() throws IOException {
        record Part(Path path, long entry) {}
        var parts = new ArrayList<Part>();
        for (var path : shelf.older()) {
            long entry = begins(path);
            if (entry > 0) {
                parts.add(new Part(path, entry));
            } else {
                notes.add(name(path) + " holds no entry of the chain");
            }
        }
        parts.sort(Comparator.comparingLong(Part::entry));
        var paths = new ArrayList<>(parts.stream().map(Part::path).toList());
        if (Files.exists(shelf.log())) {
            paths.add(shelf.log());
        }
        return paths;
    }

    private long begins(Path path) throws IOException {
        long[] entry = {0};
        try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
            new Lines(limit).each(in, 0, in.size(), next -> {
                Sealed.open(next.text(), seal).ifPresent(sealed -> entry[0] = sealed.number("seq"));
                return entry[0] == 0;
            });
        }
        return entry[0];
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private void read(Path path, long size) throws IOException {
        if (fault != null) {
            return;
        }
        file = name(path);
        line = 0;
        files.add(file);
        try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
            channel = in;
            new Lines(limit).each(in, 0, size, this);
            settle();
        } catch (NoSuchFileException _) {
            notes.add(file + " was put aside or discarded while this check ran");
        }
    }

    /// What is loose at the end of a file is hashed before the file is closed.
    private void settle() throws IOException {
        var open = loose;
        if (open != null && !file.equals(shelf.name())) {
            digest = Loose.of(Loose.Kind.FOREIGN, Objects.requireNonNull(channel), open.from(), open.to(), open.ended());
        }
    }

    private @Nullable Loose digest;

    @Override
    public boolean line(Lines.Line next) throws IOException {
        line++;
        var sealed = next.ended() ? Sealed.open(next.text(), seal) : Optional.<Sealed>empty();
        if (sealed.isPresent()) {
            link(sealed.get());
        } else {
            loosen(next);
        }
        return fault == null;
    }

    private void loosen(Lines.Line next) {
        var open = loose;
        if (open == null) {
            loose = stretch(next);
        } else if (open.file().equals(file)) {
            loose = open.and(next);
        } else {
            broken(open.file(), open.line(), "is not as it was written, or was not written by SecretZero");
        }
    }

    private Stretch stretch(Lines.Line next) {
        return new Stretch(file, line, next.start(), next.end(), 1, next.ended(), Sealed.object(next.text()));
    }

    private void link(Sealed sealed) throws IOException {
        var open = loose;
        if (open != null) {
            taken(open, sealed);
        } else if (sealed.plain().get("loose") != null) {
            broken(file, line, "the lines that stood before it are missing");
        } else if (!follows(sealed)) {
            broken(file, line, misplaced(sealed));
        }
        if (fault == null) {
            sound(sealed);
        }
    }

    /// An entry that names loose lines makes them part of the chain, as they were when it was written.
    private void taken(Stretch open, Sealed sealed) throws IOException {
        var named = Loose.of(sealed.plain().get("loose"));
        if (!follows(sealed) || named.isEmpty()) {
            broken(open.file(), open.line(), "is not as it was written, or was not written by SecretZero");
        } else if (!same(named.get(), actual(open))) {
            broken(open.file(), open.line(), named.get().kind() == Loose.Kind.EARLIER
                    ? open.named() + ", from before the chain, are not what they were when entry " + sealed.number("seq") + " sealed them"
                    : "is not what it was when entry " + sealed.number("seq") + " sealed it");
        } else {
            named(open, named.get().kind(), sealed);
        }
        loose = null;
        digest = null;
    }

    private Loose actual(Stretch open) throws IOException {
        var known = digest;
        return known != null
                ? known
                : Loose.of(Loose.Kind.FOREIGN, Objects.requireNonNull(channel), open.from(), open.to(), open.ended());
    }

    private static boolean same(Loose named, Loose actual) {
        return named.bytes() == actual.bytes() && named.hash().equals(actual.hash());
    }

    private void named(Stretch open, Loose.Kind kind, Sealed sealed) {
        switch (kind) {
            case EARLIER -> notes.add(open.file() + ", " + open.named() + ": from before the chain, as they were when entry "
                    + sealed.number("seq") + " sealed them");
            case TORN -> notes.add(open.file() + ", " + open.named() + ": cut short by a crash while it was written");
            case FOREIGN -> broken(open.file(), open.line(), "was not written by SecretZero");
        }
    }

    private boolean follows(Sealed sealed) {
        long number = sealed.number("seq");
        return head.none()
                ? begins(sealed, number)
                : number == head.entry() + 1 && sealed.text("prev").equals(head.hash());
    }

    private boolean begins(Sealed sealed, long number) {
        boolean genesis = number == 1 && sealed.text("prev").isEmpty();
        return genesis || (line == 1 && !sealed.text("after").isEmpty());
    }

    private String misplaced(Sealed sealed) {
        long number = sealed.number("seq");
        long wanted = head.entry() + 1;
        if (number > wanted) {
            return (number == wanted + 1 ? "entry " + wanted + " is" : "entries " + wanted + " to " + (number - 1) + " are")
                    + " missing before it";
        }
        return number < wanted
                ? "is entry " + number + ", where entry " + wanted + " belongs"
                : "does not follow the entry before it";
    }

    private void sound(Sealed sealed) {
        if (Boolean.TRUE.equals(sealed.plain().get("unmarked"))) {
            broken(file, line, "when it was written the mark of the log's end was missing or damaged: entries may be missing before it");
            return;
        }
        if (keyed && !sealed.keyed()) {
            broken(file, line, "is sealed without a key, after entries that were sealed with one");
            return;
        }
        if (!sealed.checked() && !seal.name().isEmpty()) {
            broken(file, line, "is sealed with another key than those in " + Seal.VARIABLE + ": it cannot be checked");
            return;
        }
        var before = head;
        var log = sealed.text("log");
        head = new Head(log.isEmpty() ? sealed.hash().substring(0, Head.NAME) : log, sealed.number("seq"), sealed.hash());
        count(sealed, before.none());
        expected.getOrDefault(head.entry(), List.of()).stream()
                .filter(one -> !one.hash().equals(head.hash()))
                .findFirst()
                .ifPresent(one -> broken(file, line, "is another entry " + head.entry() + " than " + one.says() + " remembers"));
    }

    private void count(Sealed sealed, boolean isFirst) {
        entries++;
        keyed |= sealed.keyed();
        unchecked += sealed.checked() ? 0 : 1;
        if (isFirst) {
            first = head.entry();
            if (first > 1) {
                notes.add("begins with entry " + first + "; the file before it, " + sealed.text("after") + ", is not here");
            }
        }
    }

    private void finish(Mark.Reading mark, List<Head> anchors) {
        long wanted = wanted(mark);
        var open = loose;
        if (open != null) {
            leftover(open, wanted, mark, anchors);
        } else if (head.entry() < wanted) {
            missing(wanted);
        }
        if (fault == null) {
            marked(mark);
        }
        if (fault == null) {
            anchors.forEach(this::anchored);
        }
    }

    private static long wanted(Mark.Reading mark) {
        return mark instanceof Mark.Reading.Found(var found, var _, var _) ? found.head().entry() : 0;
    }

    private void missing(long wanted) {
        long next = head.entry() + 1;
        broken(last(), line + 1, (next == wanted ? "entry " + next + " is" : "entries " + next + " to " + wanted + " are") + " missing at the end");
    }

    private String last() {
        return file.isEmpty() ? shelf.name() : file;
    }

    private void leftover(Stretch open, long wanted, Mark.Reading mark, List<Head> anchors) {
        boolean unchained = head.none() && mark instanceof Mark.Reading.Missing && anchors.isEmpty();
        if (head.entry() < wanted) {
            broken(open.file(), open.line(), "is not as it was written, or was not written by SecretZero");
        } else if (open.torn()) {
            notes.add(open.file() + ", " + open.named() + ": cut short by a crash while it was written; the next entry closes it");
        } else if (unchained) {
            notes.add(open.file() + ", " + open.named() + ": from before the chain, which the next entry begins");
        } else {
            broken(open.file(), open.line(), "was not written by SecretZero");
        }
    }

    private void marked(Mark.Reading mark) {
        var name = name(shelf.mark());
        switch (mark) {
            case Mark.Reading.Missing _ when head.none() -> {}
            case Mark.Reading.Missing _ -> broken(last(), line + 1, "the mark " + name
                    + " is missing: whether entries are missing at the end cannot be known");
            case Mark.Reading.Damaged _ -> broken(last(), line + 1, "the mark " + name
                    + " is damaged: whether entries are missing at the end cannot be known");
            case Mark.Reading.Found(var _, var key, var _) -> {
                if (keyed && key.isEmpty()) {
                    broken(last(), line + 1, "the mark " + name + " is sealed without the key");
                }
            }
        }
        if (!seal.name().isEmpty() && !keyed && entries > 0) {
            notes.add("there is a key, and no entry was sealed with it yet");
        }
    }

    private void anchored(Head anchor) {
        if (fault != null || anchor.entry() == 0) {
            return;
        }
        if (!head.log().equals(anchor.log())) {
            broken(last(), line + 1, "the lockfile remembers another log in this place, with entry " + anchor.entry());
        } else if (anchor.entry() > head.entry()) {
            missing(anchor.entry());
        } else if (anchor.entry() < first) {
            notes.add("entry " + anchor.entry() + ", which the lockfile remembers, is in a file that is not here");
        }
    }

    private void broken(String where, long number, String reason) {
        if (fault == null) {
            fault = new Fault(where, number, reason);
        }
    }

    private Verification verdict() {
        if (unchecked > 0) {
            notes.add(unchecked + " of " + entries + " entries are sealed with a key, and there is none in " + Seal.VARIABLE + ": only their order was checked");
        }
        return new Verification(status(), entries, first, head.entry(), files, Optional.ofNullable(fault), notes);
    }

    private Status status() {
        if (fault != null) {
            return Status.BROKEN;
        }
        if (entries == 0) {
            return Status.EMPTY;
        }
        return unchecked > 0 ? Status.UNCHECKED : Status.INTACT;
    }
}
