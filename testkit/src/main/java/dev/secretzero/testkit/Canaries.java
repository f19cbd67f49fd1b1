package dev.secretzero.testkit;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// What one test tells the [LeakGuard]: which values to look for, where they may be, and what else was seen.
///
/// A test method takes it as a parameter. Labels are shown in failures, values never are. Values of fewer than eight
/// bytes are not watched: they cannot be told from chance. It may be used by many threads.
public final class Canaries {

    private static final Pattern ENTRY = Pattern.compile(
            "^\\s*(?:export\\s+)?[\"']?([\\w.$/-]+)[\"']?\\s*[=:]\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(.*?)),?\\s*$");

    private static final Pattern JSON_ENTRY = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Needle> needles = new LinkedHashMap<>();
    private final Set<Path> targets = new LinkedHashSet<>();
    private final Set<Path> allowed = new LinkedHashSet<>();
    private final Set<Path> roots = new LinkedHashSet<>();
    private final List<Seen> seen = new ArrayList<>();
    private final Tee out;
    private final Tee err;

    Canaries(Tee out, Tee err) {
        this.out = out;
        this.err = err;
        watch("a canary", Canary.MARK);
    }

    private record Seen(String name, String image) {}

    /// A new value that is watched from now on.
    public String make(String label) {
        String value = label + "-" + UUID.randomUUID();
        watch(label, value);
        return value;
    }

    /// Watches a text.
    public void watch(String label, String value) {
        watchBytes(label, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Watches a secret.
    public void watch(String label, Secret value) {
        value.lend(bytes -> {
            watchBytes(label, bytes.clone());
            return true;
        });
    }

    /// Watches every text in the material, and its one text form.
    public void watch(String label, Material material) {
        switch (material) {
            case Material.Single(Secret value) -> watch(label, value);
            case Material.Literal(Secret json) -> watch(label, json);
            case Material.Fields(var values) -> {
                values.forEach((name, value) -> watch(label + "." + name, value));
                try (var text = MaterialText.of(material)) {
                    watch(label, text);
                }
            }
        }
    }

    private synchronized void watchBytes(String label, byte[] value) {
        for (var needle : Needle.of(label, value)) {
            needles.putIfAbsent(needle.image(), needle);
        }
    }

    /// Names a target place, a file or a directory: the one kind of place where values may be. What is in it when the
    /// test ends is watched everywhere else.
    public synchronized void target(Path place) {
        targets.add(place.toAbsolutePath().normalize());
    }

    /// Names a file that states values itself, such as a Secretfile with literal values. It is not searched.
    public synchronized void source(Path file) {
        allowed.add(file.toAbsolutePath().normalize());
    }

    /// Searches everything below this directory, or this file. Every `@TempDir` of the test is searched anyway.
    public synchronized void below(Path root) {
        roots.add(root.toAbsolutePath().normalize());
    }

    /// Searches this text: an event, a JSON document, an HTTP body.
    public void seen(String name, String text) {
        seen(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Searches these bytes.
    public synchronized void seen(String name, byte[] bytes) {
        seen.add(new Seen(name, Needle.image(bytes)));
    }

    /// Searches a throwable: its message, its stack trace, whatever else it tells who asks, its causes and what it
    /// suppressed. The exceptions of a remote's library carry the remote's answer, and print less than they carry.
    public void seen(String name, Throwable thrown) {
        Thrown.all(thrown).forEach(one -> seen(name, Thrown.told(one)));
    }

    /// Searches what everybody on the machine may see of a program that runs: its command line.
    public void seen(String name, ProcessHandle program) {
        var info = program.info();
        seen(name, info.arguments().map(words -> String.join("\0", words)).or(info::commandLine).orElse(""));
    }

    /// Runs a program to its end, with nothing on its standard input, and searches its command line and all that it prints.
    ///
    /// @param builder where its output goes is set here
    /// @return what it printed on both streams
    /// @throws AssertionError when it does not end within a minute
    public String run(String name, ProcessBuilder builder) throws IOException, InterruptedException {
        seen("the command line of " + name, String.join("\0", builder.command()));
        var printed = Files.createTempFile("child", ".out");
        try {
            var process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end");
            }
            byte[] bytes = Files.readAllBytes(printed);
            seen("the output of " + name, bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            Files.delete(printed);
        }
    }

    /// What the test has printed on standard output and error so far.
    public String printed() {
        return out.text() + err.text();
    }

    /// Looks everywhere now. Each line names a place and a form, never a value.
    public synchronized List<String> leaks() {
        targets.forEach(this::harvest);
        var haystack = new Haystack(needles.values());
        var leaks = new ArrayList<String>();
        BiConsumer<String, String> search = (place, image) ->
                haystack.find(image).forEach(form -> leaks.add(place + " holds " + form));
        search.accept("standard output", Needle.image(out.bytes()));
        search.accept("standard error", Needle.image(err.bytes()));
        seen.forEach(one -> search.accept(one.name(), one.image()));
        for (var root : roots) {
            files(root).stream().filter(file -> !permitted(file)).forEach(file -> searchFile(root, file, search));
        }
        return leaks;
    }

    private static void searchFile(Path root, Path file, BiConsumer<String, String> search) {
        String place = "file " + root.relativize(file);
        search.accept("the name of a file", utf8(root.relativize(file).toString()));
        search.accept(place, Needle.image(read(file)));
    }

    private boolean permitted(Path file) {
        return allowed.contains(file) || targets.stream().anyMatch(file::startsWith);
    }

    private void harvest(Path place) {
        for (var file : files(place)) {
            String text = new String(read(file), StandardCharsets.UTF_8);
            values(text).forEach(value -> watch("a value of " + place.getFileName(), value));
        }
    }

    private static Set<String> values(String text) {
        var found = new LinkedHashSet<String>();
        if (text.strip().lines().count() == 1 && !ENTRY.matcher(text.strip()).matches()) {
            found.add(text.strip());
        }
        text.lines().filter(line -> !line.stripLeading().startsWith("#")).forEach(line -> entry(line, found));
        var json = JSON_ENTRY.matcher(text);
        while (json.find()) {
            found.add(json.group(2));
        }
        return found;
    }

    private static void entry(String line, Set<String> found) {
        var entry = ENTRY.matcher(line);
        for (int group = 2; entry.matches() && group <= entry.groupCount(); group++) {
            String value = entry.group(group);
            if (value != null && !value.startsWith("{") && !value.startsWith("[")) {
                found.add(value);
            }
        }
    }

    private static List<Path> files(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var tree = Files.walk(root)) {
            return tree.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String utf8(String text) {
        return Needle.image(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
