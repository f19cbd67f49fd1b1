package dev.secretzero.engine.lock;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.engine.json.Timestamp;
import dev.secretzero.engine.lock.Lock.Delivery;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.lock.Lock.Tracked;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The text of a lockfile, in both directions (lockfile format 1.0).
///
/// Reading checks every part and names the place of the first fault; it takes everything that earlier programs wrote. A
/// key that occurs twice is a fault, because one of the two would be lost. Writing gives the same bytes for equal locks.
final class LockText {

    /// Not written any more: the directory is nobody's business.
    private static final String DROPPED = "working_directory";

    private final String file;
    private final JsonParser parser;

    private LockText(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    // ---- writing

    static String digest(Lock lock) {
        return Canonical.sha256(JsonText.of(plain(lock), JsonText.Style.INDENTED));
    }

    static void write(Lock lock, Appendable out) throws IOException {
        JsonText.write(plain(lock), JsonText.Style.INDENTED, out);
    }

    private static Map<String, @Nullable Object> plain(Lock lock) {
        var secrets = new LinkedHashMap<String, @Nullable Object>();
        lock.entries().forEach((name, entry) -> secrets.put(name, plain(entry)));
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("version", lock.version());
        plain.put("secrets", secrets);
        plain.put("secretfile", lock.secretfile().map(LockText::plain).orElse(null));
        plain.put("metadata", lock.metadata());
        return with(plain, lock.unknown());
    }

    private static Map<String, @Nullable Object> plain(Entry entry) {
        var provenance = new LinkedHashMap<String, @Nullable Object>();
        entry.provenance()
                .forEach((target, past) ->
                        provenance.put(target, past.stream().map(LockText::plain).toList()));
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("hash", entry.hash());
        plain.put("created_at", Timestamp.of(entry.createdAt()));
        plain.put("updated_at", Timestamp.of(entry.updatedAt()));
        plain.put("last_rotated", entry.lastRotated().map(Timestamp::of).orElse(null));
        plain.put("rotation_count", entry.rotationCount());
        plain.put("targets", entry.targets());
        plain.put("target_provenance", provenance);
        plain.put("definition_hash", entry.definitionHash().orElse(null));
        return with(plain, entry.unknown());
    }

    private static Map<String, @Nullable Object> plain(Delivery delivery) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("updated_at", Timestamp.of(delivery.updatedAt()));
        plain.put("actor", delivery.actor());
        return with(plain, delivery.unknown());
    }

    private static Map<String, @Nullable Object> plain(Tracked tracked) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("filename", tracked.filename());
        plain.put("hash", tracked.hash());
        plain.put("synced_at", Timestamp.of(tracked.syncedAt()));
        plain.put("var_files", tracked.varFiles());
        plain.put("variables_hash", tracked.variablesHash().orElse(null));
        plain.put("sync_identity", tracked.syncIdentity().orElse(null));
        plain.put("manifest_spec_version", tracked.manifestSpecVersion());
        return with(plain, tracked.unknown());
    }

    private static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> known, Map<String, @Nullable Object> unknown) {
        unknown.forEach(known::putIfAbsent);
        return known;
    }

    // ---- reading

    /// @param file as problems name it
    static Lock read(String file, byte[] bytes) {
        try (var parser = JsonTree.open(bytes)) {
            if (parser.nextToken() == null) {
                throw new ProblemException(broken(file, bytes, null));
            }
            return new LockText(file, parser).root();
        } catch (JacksonException e) {
            throw broken(file, bytes, e.getLocation(), e);
        } catch (IOException e) {
            throw broken(file, bytes, null, e);
        }
    }

    private Lock root() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw foreign();
        }
        var draft = new Root();
        object("", key -> {
            switch (key) {
                case "version" -> draft.version = version();
                case "secrets" -> draft.entries = entries();
                case "secretfile" -> draft.secretfile = absent() ? Optional.empty() : Optional.of(tracked());
                case "metadata" -> draft.metadata = absent() ? Map.of() : tree("metadata");
                default -> draft.unknown.put(key, JsonTree.value(parser));
            }
        });
        if (parser.nextToken() != null) {
            throw fault("something follows the end of the lockfile");
        }
        if (draft.entries == null) {
            throw foreign();
        }
        return new Lock(draft.version, draft.entries, draft.secretfile, draft.metadata, draft.unknown);
    }

    private static final class Root {
        private String version = Lock.VERSION;
        private @Nullable SortedMap<String, Entry> entries;
        private Optional<Tracked> secretfile = Optional.empty();
        private Map<String, @Nullable Object> metadata = Map.of();
        private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    }

    private String version() throws IOException {
        String version = text("version");
        if (!version.equals(Lock.VERSION)) {
            throw new ProblemException(problem("it has a lockfile version that this program does not know")
                    .hint("This program reads version " + Lock.VERSION + ". Use the release that wrote the lockfile, or a newer one."));
        }
        return version;
    }

    private SortedMap<String, Entry> entries() throws IOException {
        var entries = new TreeMap<String, Entry>();
        object("secrets", name -> entries.put(name, entry("secrets." + name)));
        return entries;
    }

    private Entry entry(String path) throws IOException {
        var draft = new EntryDraft();
        object(path, key -> {
            String at = path + "." + key;
            switch (key) {
                case "hash" -> draft.hash = text(at);
                case "created_at" -> draft.createdAt = instant(at);
                case "updated_at" -> draft.updatedAt = instant(at);
                case "last_rotated" -> draft.lastRotated = absent() ? Optional.empty() : Optional.of(instant(at));
                case "rotation_count" -> draft.rotationCount = count(at);
                case "targets" -> draft.targets = targets(at);
                case "target_provenance" -> draft.provenance = provenance(at);
                case "definition_hash" -> draft.definition = absent() ? Optional.empty() : Optional.of(text(at));
                default -> draft.unknown.put(key, JsonTree.value(parser));
            }
        });
        return new Entry(
                required(draft.hash, path, "hash"),
                required(draft.createdAt, path, "created_at"),
                required(draft.updatedAt, path, "updated_at"),
                draft.lastRotated,
                draft.rotationCount,
                draft.targets,
                draft.provenance,
                draft.definition,
                draft.unknown);
    }

    private static final class EntryDraft {
        private @Nullable String hash;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;
        private Optional<Instant> lastRotated = Optional.empty();
        private int rotationCount;
        private SortedMap<String, String> targets = new TreeMap<>();
        private SortedMap<String, List<Delivery>> provenance = new TreeMap<>();
        private Optional<String> definition = Optional.empty();
        private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    }

    private SortedMap<String, String> targets(String path) throws IOException {
        var targets = new TreeMap<String, String>();
        object(path, id -> targets.put(id, text(path + "." + id)));
        return targets;
    }

    private SortedMap<String, List<Delivery>> provenance(String path) throws IOException {
        var provenance = new TreeMap<String, List<Delivery>>();
        object(path, id -> {
            var deliveries = new ArrayList<Delivery>();
            array(path + "." + id, () -> deliveries.add(delivery(path + "." + id)));
            provenance.put(id, deliveries);
        });
        return provenance;
    }

    private Delivery delivery(String path) throws IOException {
        var draft = new DeliveryDraft();
        object(path, key -> {
            switch (key) {
                case "updated_at" -> draft.updatedAt = instant(path + ".updated_at");
                case "actor" -> draft.actor = absent() ? Map.of() : identity(path + ".actor");
                default -> draft.unknown.put(key, JsonTree.value(parser));
            }
        });
        return new Delivery(required(draft.updatedAt, path, "updated_at"), draft.actor, draft.unknown);
    }

    private static final class DeliveryDraft {
        private @Nullable Instant updatedAt;
        private Map<String, Object> actor = Map.of();
        private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    }

    private Tracked tracked() throws IOException {
        var draft = new TrackedDraft();
        object("secretfile", key -> {
            String at = "secretfile." + key;
            switch (key) {
                case "filename" -> draft.filename = text(at);
                case "hash" -> draft.hash = text(at);
                case "synced_at" -> draft.syncedAt = instant(at);
                case "var_files" -> draft.varFiles = absent() ? List.of() : texts(at);
                case "variables_hash" -> draft.variablesHash = absent() ? Optional.empty() : Optional.of(text(at));
                case "sync_identity" -> draft.identity = absent() ? Optional.empty() : Optional.of(identity(at));
                case "manifest_spec_version" -> draft.spec = absent() ? Manifest.SPEC_VERSION : text(at);
                default -> draft.unknown.put(key, JsonTree.value(parser));
            }
        });
        return new Tracked(
                draft.filename,
                draft.hash,
                required(draft.syncedAt, "secretfile", "synced_at"),
                draft.varFiles,
                draft.variablesHash,
                draft.identity,
                draft.spec,
                draft.unknown);
    }

    private static final class TrackedDraft {
        private String filename = "";
        private String hash = "";
        private @Nullable Instant syncedAt;
        private List<String> varFiles = List.of();
        private Optional<String> variablesHash = Optional.empty();
        private Optional<Map<String, Object>> identity = Optional.empty();
        private String spec = Manifest.SPEC_VERSION;
        private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    }

    private Map<String, Object> identity(String path) throws IOException {
        var identity = new LinkedHashMap<String, Object>();
        tree(path).forEach((key, value) -> {
            if (value != null && !key.equals(DROPPED)) {
                identity.put(key, value);
            }
        });
        return identity;
    }

    private List<String> texts(String path) throws IOException {
        var texts = new ArrayList<String>();
        array(path, () -> texts.add(text(path)));
        return texts;
    }

    // ---- single tokens

    /// Reads one member or item, whose first token is the current one.
    private interface Member {
        void read(String key) throws IOException;
    }

    private interface Item {
        void read() throws IOException;
    }

    private void object(String path, Member member) throws IOException {
        expect(JsonToken.START_OBJECT, path, "a map");
        var seen = new HashSet<String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!seen.add(key)) {
                throw fault((path.isEmpty() ? key : path + "." + key) + " occurs twice");
            }
            parser.nextToken();
            member.read(key);
        }
    }

    private void array(String path, Item item) throws IOException {
        expect(JsonToken.START_ARRAY, path, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            item.read();
        }
    }

    private Map<String, @Nullable Object> tree(String path) throws IOException {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        object(path, key -> tree.put(key, JsonTree.value(parser)));
        return tree;
    }

    private String text(String path) throws IOException {
        expect(JsonToken.VALUE_STRING, path, "a text");
        return parser.getText();
    }

    private Instant instant(String path) throws IOException {
        expect(JsonToken.VALUE_STRING, path, "a timestamp");
        return Timestamp.parse(parser.getText()).orElseThrow(() -> fault(path + " must be a timestamp"));
    }

    private int count(String path) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, path, "a whole number");
        if (parser.getNumberType() != JsonParser.NumberType.INT || parser.getIntValue() < 0) {
            throw fault(path + " must be a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return parser.getIntValue();
    }

    private boolean absent() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private void expect(JsonToken token, String path, String what) {
        if (parser.currentToken() != token) {
            throw fault(path + " must be " + what);
        }
    }

    private <T> T required(@Nullable T value, String path, String key) {
        if (value == null) {
            throw fault(path + " has no " + key);
        }
        return value;
    }

    // ---- problems

    private ProblemException fault(String what) {
        return new ProblemException(problem(what).hint(MEND));
    }

    private Problem problem(String what) {
        return Problem.of(Problem.Code.LOCKFILE_INVALID, at(file, parser.currentTokenLocation()) + ": " + what);
    }

    private ProblemException foreign() {
        return new ProblemException(Problem.of(
                        Problem.Code.LOCKFILE_INVALID, file + " is not a lockfile: it is JSON, but holds no \"secrets\"")
                .hint("Check the path of the lockfile. Nothing was changed."));
    }

    private static final String MEND =
            "Restore the lockfile from version control. Without it every secret would be made anew.";

    private static ProblemException broken(
            String file, byte[] bytes, @Nullable JsonLocation location, Exception cause) {
        return new ProblemException(broken(file, bytes, location), cause);
    }

    private static Problem broken(String file, byte[] bytes, @Nullable JsonLocation location) {
        Supplier<Problem> json = () -> Problem.of(
                        Problem.Code.LOCKFILE_INVALID,
                        at(file, location) + (blank(bytes) ? ": the lockfile is empty" : ": the lockfile is not valid JSON"))
                .hint(MEND);
        return conflict(bytes).map(line -> unmerged(file, line)).orElseGet(json);
    }

    private static Problem unmerged(String file, int line) {
        return Problem.of(
                        Problem.Code.LOCKFILE_INVALID,
                        file + ":" + line + ":1: the lockfile holds the markers of a merge conflict")
                .hint("Entries are sorted by name: keep those of both sides. Of an entry that both sides changed, keep the one"
                        + " whose value is in force, then run 'secretzero drift'.");
    }

    private static boolean blank(byte[] bytes) {
        return bytes.length < 1024 && new String(bytes, StandardCharsets.UTF_8).isBlank();
    }

    /// The line of the first marker that a merge left behind.
    private static Optional<Integer> conflict(byte[] bytes) {
        int line = 1;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line++;
            } else if (bytes[i] == '<' && (i == 0 || bytes[i - 1] == '\n') && marked(bytes, i)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static boolean marked(byte[] bytes, int start) {
        for (int i = start; i < start + 7; i++) {
            if (i >= bytes.length || bytes[i] != '<') {
                return false;
            }
        }
        return true;
    }

    private static String at(String file, @Nullable JsonLocation location) {
        return location == null ? file : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }
}
