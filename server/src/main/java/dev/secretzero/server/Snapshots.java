package dev.secretzero.server;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.Workspace.Locator;
import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parsed Secretfile, for each lane and choice of var files; parsed again only when a file's content changed.
///
/// A look at a file's times and size decides. A file that was written shortly before it was read may be written again
/// within the grain of its time stamp; as long as that is possible its content is compared instead.
final class Snapshots {

    /// Lanes and choices of var files that are remembered.
    static final int LIMIT = 64;

    /// How long after a write the time stamp is not believed.
    static final Duration GRAIN = Duration.ofSeconds(2);

    /// How long an invalid Secretfile is believed to be so, since the files that it lacks are not known.
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Function<Locator, Opened> opener;
    private final Path secretfile;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Locator, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    /// @param opener parses
    /// @param secretfile absolute
    Snapshots(Function<Locator, Opened> opener, Path secretfile, InstantSource clock) {
        this.opener = opener;
        this.secretfile = secretfile;
        this.clock = clock;
    }

    Path secretfile() {
        return secretfile;
    }

    /// What the Secretfile says now. One that cannot be read is faulty.
    ///
    /// @param varFiles absolute
    Opened open(Optional<String> environment, List<Path> varFiles) {
        try {
            return parsed(environment, varFiles);
        } catch (ProblemException e) {
            if (e.problem().code() != Problem.Code.UNREADABLE && e.problem().code() != Problem.Code.MANIFEST_INVALID) {
                throw e;
            }
            var fault = new Diagnostic(
                    Diagnostic.Severity.ERROR, "", e.problem().message(), Optional.empty(), e.problem().hint());
            return new Opened.Faulty(secretfile, List.of(fault));
        }
    }

    private Opened parsed(Optional<String> environment, List<Path> varFiles) {
        var locator = new Locator(secretfile, environment, varFiles, Optional.empty());
        return slot(locator).open(locator);
    }

    private Slot slot(Locator locator) {
        lock.lock();
        try {
            var slot = slots.computeIfAbsent(locator, _ -> new Slot());
            if (slots.size() > LIMIT) {
                slots.remove(slots.keySet().iterator().next());
            }
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /// How many lanes and choices are remembered.
    int size() {
        lock.lock();
        try {
            return slots.size();
        } finally {
            lock.unlock();
        }
    }

    private final class Slot {
        private final ReentrantLock guard = new ReentrantLock();
        private @Nullable Taken last;

        Opened open(Locator locator) {
            guard.lock();
            try {
                var known = last;
                if (known != null && current(known)) {
                    return known.opened();
                }
                return take(locator);
            } finally {
                guard.unlock();
            }
        }

        private Opened take(Locator locator) {
            var at = clock.instant();
            var before = Stream.concat(Stream.of(secretfile), locator.varFiles().stream()).toList();
            var early = stamps(before);
            var opened = opener.apply(locator);
            var files = files(opened, before);
            var late = stamps(files);
            boolean still = late.subList(0, early.size()).equals(early);
            last = still ? new Taken(at, opened, late, digest(files)) : null;
            return opened;
        }

        private boolean current(Taken taken) {
            var now = clock.instant();
            if (!(taken.opened() instanceof Opened.Ready) && taken.at().plus(PATIENCE).isBefore(now)) {
                return false;
            }
            var files = taken.stamps().stream().map(Stamp::path).toList();
            var stamps = stamps(files);
            boolean believed = stamps.stream().allMatch(stamp -> stamp.settled(taken.at()));
            if (believed && stamps.equals(taken.stamps())) {
                return true;
            }
            if (!digest(files).equals(taken.digest())) {
                return false;
            }
            last = new Taken(now, taken.opened(), stamps, taken.digest());
            return true;
        }
    }

    /// A parsed Secretfile, and how its files looked then.
    private record Taken(Instant at, Opened opened, List<Stamp> stamps, String digest) {}

    private record Stamp(Path path, boolean exists, Instant modified, long size, String key) {
        /// Whether the file had rested long enough when it was read.
        boolean settled(Instant read) {
            return modified.isBefore(read.minus(GRAIN));
        }
    }

    /// The Secretfile first, then everything that was merged into it. The order of `before` is kept.
    private static List<Path> files(Opened opened, List<Path> before) {
        var files = new ArrayList<>(before);
        if (opened instanceof Opened.Ready(Workspace workspace)) {
            workspace.lane().varFiles().stream()
                    .filter(path -> !files.contains(path))
                    .forEach(files::add);
        }
        return files;
    }

    private static List<Stamp> stamps(List<Path> files) {
        return files.stream().map(Snapshots::stamp).toList();
    }

    private static Stamp stamp(Path path) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            var key = String.valueOf(seen.fileKey());
            return new Stamp(path, true, seen.lastModifiedTime().toInstant(), seen.size(), key);
        } catch (IOException e) {
            return new Stamp(path, false, Instant.EPOCH, 0, "");
        }
    }

    private static String digest(List<Path> files) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                sha.update(Files.isRegularFile(file) ? MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)) : new byte[1]);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
