package dev.secretzero.server;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Watches the Secretfile and its var files, and says on the console what a change broke or altered.
final class Watcher {

    private final Snapshots snapshots;
    private final WatchService service;
    private final PrintStream console;
    private final Set<Path> watched = new HashSet<>();
    private Opened last;

    private Watcher(Snapshots snapshots, WatchService service, Opened first, PrintStream console) {
        this.snapshots = snapshots;
        this.service = service;
        this.last = first;
        this.console = console;
    }

    static Watcher start(Snapshots snapshots, Opened first, PrintStream console) {
        try {
            var watcher = new Watcher(
                    snapshots, snapshots.secretfile().getFileSystem().newWatchService(), first, console);
            watcher.watchDirectories();
            Thread.ofVirtual().name("reload").start(watcher::run);
            return watcher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Directories are watched, and not files, because editors and Kubernetes replace files.
    private void watchDirectories() throws IOException {
        for (var file : files(last)) {
            var directory = file.toAbsolutePath().getParent();
            if (directory != null && Files.isDirectory(directory) && watched.add(directory)) {
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        }
    }

    private Stream<Path> varFiles(Opened opened) {
        return opened instanceof Opened.Ready(Workspace workspace)
                ? workspace.lane().varFiles().stream()
                : Stream.empty();
    }

    private List<Path> files(Opened opened) {
        return Stream.concat(Stream.of(snapshots.secretfile()), varFiles(opened)).toList();
    }

    private void run() {
        try {
            while (true) {
                var key = service.take();
                key.pollEvents();
                key.reset();
                look();
            }
        } catch (ClosedWatchServiceException e) {
            console.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            console.println("warning: the Secretfile is no longer watched: " + e.getClass().getName());
        }
    }

    private void look() throws IOException {
        var now = snapshots.open(Optional.empty(), List.of());
        if (!now.equals(last)) {
            changes(last, now).forEach(console::println);
            last = now;
            watchDirectories();
        }
    }

    /// What a person should know of a change.
    static List<String> changes(Opened before, Opened now) {
        if (!(now instanceof Opened.Ready(Workspace after))) {
            return lines(now);
        }
        var lines = new ArrayList<String>();
        lines.add("reload: " + after.path() + " is valid, " + after.manifest().secrets().size() + " secrets");
        if (before instanceof Opened.Ready(Workspace earlier)) {
            lines.addAll(altered(byName(earlier), byName(after)));
        }
        after.warnings().forEach(warning -> lines.add(line("warning", after.path(), warning)));
        return lines;
    }

    private static Map<String, Declaration> byName(Workspace workspace) {
        var secrets = new LinkedHashMap<String, Declaration>();
        workspace.manifest().secrets().forEach(secret -> secrets.put(secret.name(), secret));
        return secrets;
    }

    private static List<String> altered(Map<String, Declaration> before, Map<String, Declaration> after) {
        var lines = new ArrayList<String>();
        after.forEach((name, secret) -> {
            var old = before.get(name);
            if (old == null) {
                lines.add("reload: added " + name);
            } else if (!same(old, secret)) {
                lines.add("reload: changed " + name);
            }
        });
        before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .forEach(name -> lines.add("reload: removed " + name));
        return lines;
    }

    /// Whether two declarations say the same, wherever they stand.
    private static boolean same(Declaration one, Declaration two) {
        return said(one).equals(said(two));
    }

    private static List<Object> said(Declaration secret) {
        var view = dev.secretzero.engine.manifest.Value.View.RESOLVED;
        var targets = secret.targets().stream()
                .map(target -> List.of(
                        target.provider(), target.kind(), String.valueOf(target.config().plain(view)), target.identityPolicies()))
                .toList();
        return List.of(
                secret.kind(),
                String.valueOf(secret.config().plain(view)),
                secret.source().map(source -> source.kind() + String.valueOf(source.config().plain(view))).orElse(""),
                secret.oneTime(),
                secret.rotationPeriod(),
                targets,
                secret.local(),
                secret.localAllowCloud());
    }

    /// What is wrong with a Secretfile, a line for each fault.
    static List<String> lines(Opened opened) {
        return switch (opened) {
            case Opened.Ready _ -> List.of();
            case Opened.Missing(Path path) ->
                List.of("warning: Secretfile not found: " + path + "; endpoints that need it answer 404");
            case Opened.Faulty(Path path, var diagnostics) -> diagnostics.stream()
                    .map(diagnostic -> line(word(diagnostic), path, diagnostic))
                    .toList();
        };
    }

    private static String word(Diagnostic diagnostic) {
        return diagnostic.severity() == Diagnostic.Severity.ERROR ? "error" : "warning";
    }

    private static String line(String word, Path path, Diagnostic diagnostic) {
        return diagnostic.at().map(Object::toString).orElse(path.toString())
                + ": " + word + ": " + ManifestEndpoints.sentence(diagnostic)
                + diagnostic.hint().map(hint -> "\n  hint: " + hint).orElse("");
    }
}
