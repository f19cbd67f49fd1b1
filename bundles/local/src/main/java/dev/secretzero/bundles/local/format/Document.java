package dev.secretzero.bundles.local.format;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The contents of one file, as keys with values.
///
/// It is parsed once. A change gives new contents, in which everything but the changed values is as it was, byte
/// for byte. Before they are given they are parsed again: if a key does not have exactly the value it was given, or
/// another key lost its own, the change is refused.
public sealed interface Document {

    /// The value of a key; nothing for a key that is absent, null, or an empty placeholder.
    Optional<Material> read(String key);

    /// The contents with these keys set. A key that has its value already is not touched; new keys go last.
    ///
    /// @throws ProblemException [Problem.Code#UNWRITABLE] when the format cannot hold a key or a value
    byte[] with(SequencedMap<String, ? extends Material> values);

    /// The contents without a key.
    ///
    /// @throws ProblemException [Problem.Code#UNWRITABLE] when it cannot be cut out
    byte[] without(String key);

    /// Parses the contents of a file.
    ///
    /// @param place the name of the file, for messages
    /// @throws ProblemException [Problem.Code#UNREADABLE] when the contents do not follow the format
    static Document open(Format format, String place, byte[] contents) {
        return switch (format) {
            case DOTENV -> Keyed.open(new Dotenv(), place, contents);
            case JSON -> Keyed.open(new Json(), place, contents);
            case YAML -> Keyed.open(new Yaml(), place, contents);
            case TOML -> Keyed.open(new Toml(), place, contents);
            case TFVARS -> Keyed.open(new Tfvars(), place, contents);
            case PROPERTIES -> Keyed.open(new JavaProperties(), place, contents);
            case RAW -> new Raw(Secret.take(contents.clone()));
        };
    }

    /// Reads a file, or what a path of names leads to in it, without a thought of writing.
    ///
    /// @param path no names for the whole; a first name may hold dots in formats without nesting
    /// @throws ProblemException [Problem.Code#UNREADABLE] when the contents do not follow the format
    static Optional<Material> value(Format format, String place, byte[] contents, Charset charset, List<String> path) {
        String text = unmarked(decoded(place, contents, charset));
        try {
            Tree tree =
                    switch (format) {
                        case DOTENV -> named(new Dotenv(), text);
                        case TFVARS -> named(new Tfvars(), text);
                        case PROPERTIES -> named(new JavaProperties(), text);
                        case JSON -> Json.tree(text);
                        case YAML -> Yaml.tree(text);
                        case TOML -> named(new Toml(), text);
                        case RAW -> new Tree.Text(text);
                    };
            boolean flat = format == Format.DOTENV || format == Format.PROPERTIES;
            return tree.at(flat && !path.isEmpty() ? List.of(String.join(".", path)) : path)
                    .map(Tree::material);
        } catch (MalformedException e) {
            throw unreadable(place, e);
        }
    }

    private static Tree named(Syntax syntax, String text) throws MalformedException {
        var values = new TreeMap<String, Tree>();
        syntax.scan(text).byKey().forEach((key, entry) -> values.put(key, filled(syntax, entry.value())));
        return new Tree.Named(values);
    }

    private static Tree filled(Syntax syntax, Tree value) {
        return !syntax.structured() && value.equals(Tree.Bare.NULL) ? new Tree.Text("") : value;
    }

    private static String unmarked(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String decoded(String place, byte[] contents, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(contents)).toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.of(
                            Problem.Code.UNREADABLE, place + ": the file is not " + charset.name() + " text")
                    .hint("check the path, and that the file is a text file"));
        }
    }

    private static ProblemException unreadable(String place, MalformedException e) {
        return new ProblemException(
                Problem.of(Problem.Code.UNREADABLE, place + ":" + e.line() + ": " + e.getMessage())
                        .hint("mend the file, or name its format with format:"));
    }

    /// A file of several keys.
    ///
    /// @param marked whether the file began with a byte order mark
    record Keyed(Syntax syntax, String place, Charset charset, boolean marked, String text, Layout layout, Map<String, Entry> keys)
            implements Document {

        static Keyed open(Syntax syntax, String place, byte[] contents) {
            Charset charset = syntax instanceof JavaProperties && !utf8(contents)
                    ? StandardCharsets.ISO_8859_1
                    : StandardCharsets.UTF_8;
            String all = decoded(place, contents, charset);
            if (all.indexOf('\0') >= 0) {
                throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, place + ": the file is binary")
                        .hint("check the path; only format: raw writes binary files"));
            }
            String text = unmarked(all);
            try {
                Layout layout = syntax.scan(text);
                return new Keyed(syntax, place, charset, text.length() < all.length(), text, layout, layout.byKey());
            } catch (MalformedException e) {
                throw unreadable(place, e);
            }
        }

        private static boolean utf8(byte[] contents) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(contents));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }

        @Override
        public Optional<Material> read(String key) {
            return Optional.ofNullable(keys.get(key))
                    .map(Entry::value)
                    .filter(value -> !value.equals(Tree.Bare.NULL))
                    .map(Tree::material);
        }

        @Override
        public byte[] with(SequencedMap<String, ? extends Material> values) {
            var splices = new ArrayList<Splice>();
            var fresh = new LinkedHashMap<String, Tree>();
            var wanted = new HashMap<String, Tree>();
            values.forEach((key, material) -> {
                Tree value = syntax.structured() ? Tree.of(key, material) : Tree.flat(key, material);
                Entry entry = keys.get(key);
                if (entry == null) {
                    fresh.put(key, value);
                } else if (!entry.value().equals(value)) {
                    splices.add(replacement(entry, value));
                }
                wanted.put(key, value);
            });
            fresh.forEach(this::check);
            if (!fresh.isEmpty()) {
                splices.add(new Splice(layout.at(), layout.to(), syntax.statements(text, layout, fresh)));
            }
            String edited = verified(Splice.apply(text, splices), wanted);
            return edited.equals(text) ? encoded(text) : encoded(edited, wanted.keySet().iterator().next());
        }

        private Splice replacement(Entry entry, Tree value) {
            check(entry.key(), value);
            if (!entry.editable()) {
                throw refused(entry.key(), "is spread over the file and cannot be replaced");
            }
            return new Splice(entry.valueFrom(), entry.valueTo(), syntax.value(text, layout, entry, value));
        }

        private void check(String key, Tree value) {
            syntax.refusal(key, value).ifPresent(why -> {
                throw refused(key, why);
            });
        }

        private ProblemException refused(String key, String why) {
            return new ProblemException(
                    Problem.of(Problem.Code.UNWRITABLE, place + ": the key \"" + key + "\" " + why));
        }

        @Override
        public byte[] without(String key) {
            Keyed here = this;
            while (here.keys.containsKey(key)) {
                Entry entry = here.keys.get(key);
                if (!entry.editable()) {
                    throw refused(key, "is spread over the file and cannot be removed");
                }
                here = here.opened(Splice.apply(here.text, List.of(new Splice(entry.from(), entry.to(), ""))), key);
            }
            for (var kept : keys.entrySet()) {
                Entry entry = here.keys.get(kept.getKey());
                if (!kept.getKey().equals(key)
                        && (entry == null || !entry.value().equals(kept.getValue().value()))) {
                    throw refused(key, "cannot be removed without changing another");
                }
            }
            return encoded(here.text, key);
        }

        private Keyed opened(String edited, String key) {
            try {
                Layout found = syntax.scan(edited);
                return new Keyed(syntax, place, charset, marked, edited, found, found.byKey());
            } catch (MalformedException e) {
                throw refused(key, "cannot be changed without breaking the file");
            }
        }

        private String verified(String edited, Map<String, Tree> wanted) {
            if (edited.equals(text)) {
                return edited;
            }
            var expected = new LinkedHashMap<String, Tree>();
            keys.forEach((key, entry) -> expected.put(key, entry.value()));
            expected.putAll(wanted);
            String some = wanted.keySet().iterator().next();
            Map<String, Entry> found = opened(edited, some).keys;
            expected.forEach((key, value) -> {
                Entry entry = found.get(key);
                if (entry == null || !entry.value().equals(value)) {
                    throw refused(key, "cannot be written here without changing what it means");
                }
            });
            if (found.size() != expected.size()) {
                throw refused(some, "cannot be written here without changing another");
            }
            return edited;
        }

        /// A file that is not UTF-8 must not become so by chance, or its other values would be read as other characters.
        private byte[] encoded(String edited, String key) {
            byte[] bytes = encoded(edited);
            boolean foreign = !charset.equals(StandardCharsets.UTF_8);
            if (foreign && utf8(bytes) && !edited.chars().allMatch(c -> c < 128)) {
                throw refused(key, "cannot be changed without changing how others are read; save the file as UTF-8");
            }
            return bytes;
        }

        private byte[] encoded(String edited) {
            // A mark that came to stand first belongs to a key, and is not the file's own.
            boolean mark = marked || edited.startsWith("\uFEFF");
            return ((mark ? "\uFEFF" : "") + edited).getBytes(charset);
        }

        @Override
        public String toString() {
            return place;
        }
    }

    /// A file that is one value.
    record Raw(Secret contents) implements Document {

        @Override
        public Optional<Material> read(String key) {
            return Optional.of(new Material.Single(contents.lend(bytes -> Secret.take(bytes.clone()))));
        }

        @Override
        public byte[] with(SequencedMap<String, ? extends Material> values) {
            if (values.size() != 1) {
                throw new ProblemException(Problem.of(
                        Problem.Code.SETTING_INVALID, "a raw file holds one value, and was given " + values.size()));
            }
            try (Secret text = MaterialText.of(values.firstEntry().getValue())) {
                return text.lend(byte[]::clone);
            }
        }

        @Override
        public byte[] without(String key) {
            return new byte[0];
        }
    }
}
