package dev.secretzero.bundles.local.format;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What holds for every text in every format of several keys.
///
/// An input is the first letter of a format, a value to write up to the end of the line (`\n` in it stands for a line end),
/// and then the file.
public final class FormatFuzz {

    private static final List<Format> FORMATS =
            List.of(Format.DOTENV, Format.TFVARS, Format.PROPERTIES, Format.JSON, Format.YAML, Format.TOML);

    private static final String FRESH = "K9z";

    private final Format format;
    private final String value;
    private final byte[] contents;

    private FormatFuzz(Format format, String value, byte[] contents) {
        this.format = format;
        this.value = value;
        this.contents = contents;
    }

    /// Tries one input.
    ///
    /// @throws IllegalStateException when something does not hold
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            if (input.length > 0) {
                of(input).check();
            }
        } catch (AssertionError e) {
            // A library that states more than it keeps: without assertions, which no user switches on, it refuses the file.
            must(e.getStackTrace()[0].getClassName().startsWith("org.tomlj."), "no other assertion fails");
        }
    }

    private static FormatFuzz of(byte[] input) {
        int line = 1;
        while (line < input.length && input[line] != '\n') {
            line++;
        }
        String value = new String(input, 1, line - 1, StandardCharsets.UTF_8).replace("\\n", "\n");
        int start = Math.min(line + 1, input.length);
        byte[] contents = new byte[input.length - start];
        System.arraycopy(input, start, contents, 0, contents.length);
        return new FormatFuzz(format((char) input[0]), value, contents);
    }

    private static Format format(char letter) {
        return switch (letter) {
            case 'd' -> Format.DOTENV;
            case 'v' -> Format.TFVARS;
            case 'p' -> Format.PROPERTIES;
            case 'j' -> Format.JSON;
            case 'y' -> Format.YAML;
            case 't' -> Format.TOML;
            default -> FORMATS.get(letter % FORMATS.size());
        };
    }

    private Optional<Document.Keyed> open(byte[] bytes) {
        try {
            return Document.open(format, "f", bytes) instanceof Document.Keyed keyed ? Optional.of(keyed) : Optional.empty();
        } catch (ProblemException e) {
            must(e.problem().code() == Problem.Code.UNREADABLE, "only what follows the format can be read");
            return Optional.empty();
        }
    }

    private void check() {
        open(contents).ifPresent(this::check);
    }

    private void check(Document.Keyed document) {
        document.keys().values().forEach(entry -> unchanged(document, entry));
        put(document, FRESH);
        document.keys().keySet().stream().limit(3).forEach(key -> put(document, key));
        document.keys().keySet().stream().limit(3).forEach(key -> remove(document, key));
    }

    /// What is read can be written, and that changes nothing.
    private void unchanged(Document.Keyed document, Entry entry) {
        var material = document.read(entry.key());
        if (material.isPresent() && encodable(entry.value())) {
            byte[] after = document.with(one(entry.key(), material.get()));
            must(java.util.Arrays.equals(contents, after), "what is there already is not written again");
        }
    }

    /// Half a surrogate pair is no character, and becomes another.
    private static boolean encodable(Tree tree) {
        return switch (tree) {
            case Tree.Text(String text) -> StandardCharsets.UTF_8.newEncoder().canEncode(text);
            case Tree.Bare bare -> true;
            case Tree.Items(var values) -> values.stream().allMatch(FormatFuzz::encodable);
            case Tree.Named(var values) -> values.entrySet().stream()
                    .allMatch(each -> encodable(each.getValue()) && encodable(new Tree.Text(each.getKey())));
        };
    }

    private void put(Document.Keyed document, String key) {
        var after = attempt(() -> document.with(one(key, Material.of(value))));
        if (after.isEmpty()) {
            return;
        }
        var read = open(after.get()).orElseThrow(() -> new IllegalStateException("what was written can be read"));
        must(Samples.text(read.read(key).orElseThrow()).equals(value), "a value that was written is read back");
        others(document, read, key);
        around(document, read, Optional.ofNullable(document.keys().get(key)));
    }

    private void remove(Document.Keyed document, String key) {
        var after = attempt(() -> document.without(key));
        if (after.isPresent()) {
            var read = open(after.get()).orElseThrow(() -> new IllegalStateException("what is left can be read"));
            must(!read.keys().containsKey(key), "a key that was removed is gone");
            must(read.text().length() < document.text().length(), "removing adds nothing");
            others(document, read, key);
        }
    }

    private Optional<byte[]> attempt(java.util.function.Supplier<byte[]> change) {
        try {
            return Optional.of(change.get());
        } catch (ProblemException e) {
            must(e.problem().code() == Problem.Code.UNWRITABLE, "a change is only refused because it cannot be written");
            return Optional.empty();
        }
    }

    private static void others(Document.Keyed before, Document.Keyed after, String key) {
        for (Map.Entry<String, Entry> each : before.keys().entrySet()) {
            if (!each.getKey().equals(key)) {
                Entry entry = after.keys().get(each.getKey());
                must(entry != null && entry.value().equals(each.getValue().value()), "the other keys keep their values");
            }
        }
        var names = new java.util.HashSet<>(after.keys().keySet());
        names.removeAll(before.keys().keySet());
        names.remove(key);
        must(names.isEmpty(), "no key comes from nowhere");
    }

    /// Everything around the value that was replaced stands as it stood; for a new key nothing but blanks is replaced.
    private static void around(Document.Keyed before, Document.Keyed after, Optional<Entry> entry) {
        String old = before.text();
        String fresh = after.text();
        if (entry.isPresent()) {
            must(fresh.startsWith(old.substring(0, entry.get().valueFrom())), "what stands before a value stays");
            must(fresh.endsWith(old.substring(entry.get().valueTo())), "what stands after a value stays");
            return;
        }
        int head = 0;
        while (head < old.length() && head < fresh.length() && old.charAt(head) == fresh.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < old.length() - head
                && tail < fresh.length() - head
                && old.charAt(old.length() - 1 - tail) == fresh.charAt(fresh.length() - 1 - tail)) {
            tail++;
        }
        must(old.substring(head, old.length() - tail).isBlank(), "a new key replaces nothing");
    }

    private static SequencedMap<String, Material> one(String key, Material material) {
        var values = new LinkedHashMap<String, Material>();
        values.put(key, material);
        return values;
    }

    private static void must(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + sentence);
        }
    }
}
