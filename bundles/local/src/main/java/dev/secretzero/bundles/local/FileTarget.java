package dev.secretzero.bundles.local;

import dev.secretzero.bundles.local.format.Document;
import dev.secretzero.bundles.local.format.Format;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// One key of a file.
///
/// The file is its container: all keys that are looked at together cost one reading, all that are written together
/// one atomic replacement, and nothing is written when nothing would change. Everything in the file that is not
/// written stays as it was. In an env file `KEY=` counts as absent: a placeholder to fill. A place with
/// `value_field` holds a part of its material, so that the material cannot be had back from it.
///
/// @param written the path as the manifest has it
/// @param merge whether what else is in the file stays; otherwise it is written whole
/// @param mode of a new file; an existing file keeps its own
record FileTarget(
        LocalProvider provider,
        Path written,
        Format format,
        Optional<String> key,
        Optional<String> field,
        boolean merge,
        Set<PosixFilePermission> mode)
        implements Shared, Keeper {

    private static final int ATTEMPTS = 5;

    static final Offer<LocalProvider, Target> OFFER = new Offer<>(
            "file",
            "A key of a file: dotenv, JSON, YAML, TOML, Terraform variables, Java properties, or a whole file.",
            List.of(
                    Setting.of("path", Setting.Type.PATH, "The file. A relative path is one of the working directory if the"
                                    + " file is there, and otherwise one of the Secretfile's directory.")
                            .otherwise(".env"),
                    Setting.of(
                            "format",
                            Setting.Type.TEXT,
                            "dotenv, json, yaml, toml, tfvars, properties or raw. Inferred for *.tfvars and"
                                    + " *.tfvars.json; otherwise dotenv."),
                    Setting.of("key", Setting.Type.TEXT, "The key in the file. The name of the secret when not given."),
                    Setting.of("value_field", Setting.Type.TEXT, "The part of a structured value to write, as a dot path."),
                    Setting.of("merge", Setting.Type.FLAG, "Whether what else is in the file stays.")
                            .otherwise("true"),
                    Setting.of("mode", Setting.Type.TEXT, "The mode of a new file, in octal and in quotes.")
                            .otherwise("0600")),
            FileTarget::open);

    static FileTarget open(LocalProvider provider, Settings settings) {
        Path path = settings.path("path");
        Format format = given(settings, "format").map(LocalProvider::format).orElseGet(() -> Format.ofTarget(path));
        Optional<String> key = given(settings, "key");
        if (format == Format.RAW && key.isPresent()) {
            throw LocalProvider.faulty(path + ": a raw file has no keys, so that key cannot be set");
        }
        return new FileTarget(
                provider,
                path,
                format,
                key,
                given(settings, "value_field"),
                settings.flag("merge"),
                Mode.parse(settings.text("mode")));
    }

    private static Optional<String> given(Settings settings, String key) {
        return settings.maybe(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    /// The file, with links followed.
    @Override
    public Object container() {
        return provider.resolve(written);
    }

    @Override
    public boolean whole() {
        return !merge;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        agree(places);
        var seen = file().read(AtomicFile.LIMIT);
        if (seen.absent()) {
            return places.stream().<Observation>map(place -> new Observation.Absent()).toList();
        }
        var document = open(seen);
        return places.stream().map(place -> of(place).observed(document, place.name())).toList();
    }

    private Observation observed(Document document, String name) {
        Optional<Material> found = document.read(onDisk(name));
        if (field.isPresent()) {
            found.ifPresent(Material::close);
            return found.isPresent() ? new Observation.Hidden(Optional.empty()) : new Observation.Absent();
        }
        return found.<Observation>map(material -> new Observation.Shown(material, Optional.empty()))
                .orElseGet(Observation.Absent::new);
    }

    @Override
    public List<Receipt> putAll(List<Delivery> deliveries) {
        agree(deliveries.stream().map(Delivery::place).toList());
        var file = provider.writable(written);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var seen = file.read(AtomicFile.LIMIT);
            if (!expected(seen, deliveries)) {
                return receipts(deliveries, new Receipt.Conflict(Optional.empty()));
            }
            if (write(file, seen, deliveries)) {
                return receipts(deliveries, Receipt.Written.plain());
            }
        }
        throw changing();
    }

    private static List<Receipt> receipts(List<Delivery> deliveries, Receipt receipt) {
        return deliveries.stream().map(delivery -> receipt).toList();
    }

    private boolean expected(AtomicFile.Snapshot seen, List<Delivery> deliveries) {
        if (deliveries.stream().allMatch(delivery -> delivery.expect() instanceof Expect.Anything)) {
            return true;
        }
        var document = open(seen);
        return deliveries.stream().allMatch(delivery -> switch (delivery.expect()) {
            case Expect.Anything anything -> true;
            case Expect.Nothing nothing -> seen.absent() || !of(delivery.place()).holds(document, delivery.place());
            // A file keeps no versions of its keys, so that nothing can be a version of one.
            case Expect.Exactly exactly -> false;
        });
    }

    private boolean holds(Document document, Place place) {
        Optional<Material> found = document.read(onDisk(place.name()));
        found.ifPresent(Material::close);
        return found.isPresent();
    }

    private boolean write(AtomicFile file, AtomicFile.Snapshot seen, List<Delivery> deliveries) {
        byte[] before = seen.bytes();
        var base = Document.open(format, written.toString(), merge ? before : new byte[0]);
        var parts = parts(deliveries);
        byte[] after = base.with(parts);
        try {
            return (!seen.absent() && Arrays.equals(before, after)) || file.replace(seen, after, mode);
        } finally {
            Arrays.fill(before, (byte) 0);
            Arrays.fill(after, (byte) 0);
        }
    }

    /// What goes under each key.
    private SequencedMap<String, Material> parts(List<Delivery> deliveries) {
        var parts = new LinkedHashMap<String, Material>();
        for (var delivery : deliveries) {
            var target = of(delivery.place());
            String name = delivery.place().name();
            Material part = target.part(name, delivery.material());
            Material other = parts.put(format == Format.RAW ? "" : target.onDisk(name), part);
            if (other != null && !same(part, other)) {
                throw LocalProvider.faulty(written + ": two secrets are written to "
                        + (format == Format.RAW ? "this file" : "the key \"" + target.onDisk(name) + "\""));
            }
        }
        return parts;
    }

    private static boolean same(Material one, Material other) {
        try (Secret first = MaterialText.of(one);
                Secret second = MaterialText.of(other)) {
            return first.matches(second);
        }
    }

    private Material part(String name, Material material) {
        return field.isEmpty() ? material : part(name, field.get(), material);
    }

    private static Material part(String name, String field, Material material) {
        var path = List.of(field.split("\\.", -1));
        try (Secret text = MaterialText.of(material)) {
            return text.lend(bytes -> Document.value(
                            Format.JSON, "the value of \"" + name + "\"", bytes, StandardCharsets.UTF_8, path))
                    .orElseThrow(() -> LocalProvider.faulty(
                            "value_field \"" + field + "\" is not in the value of \"" + name + "\""));
        }
    }

    @Override
    public void remove(String name) {
        var file = file();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var seen = file.read(AtomicFile.LIMIT);
            if (seen.absent()) {
                return;
            }
            if (format == Format.RAW) {
                file.delete();
                return;
            }
            byte[] before = seen.bytes();
            byte[] after = open(seen).without(onDisk(name));
            if (Arrays.equals(before, after) || file.replace(seen, after, mode)) {
                return;
            }
        }
        throw changing();
    }

    /// The other keys of the file; none where the whole file is written, or holds one value.
    @Override
    public Optional<Target> beside() {
        return format == Format.RAW || !merge
                ? Optional.empty()
                : Optional.of(new FileTarget(provider, written, format, Optional.empty(), field, merge, mode));
    }

    private String onDisk(String name) {
        return key.orElse(name);
    }

    private Document open(AtomicFile.Snapshot seen) {
        return Document.open(format, written.toString(), seen.bytes());
    }

    private AtomicFile file() {
        return new AtomicFile(provider.resolve(written), written.toString());
    }

    private static FileTarget of(Place place) {
        if (place.target() instanceof FileTarget target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of container");
    }

    /// One file has one format, and is either merged or written whole.
    private void agree(List<Place> places) {
        for (var place : places) {
            var other = of(place);
            if (other.format != format) {
                throw LocalProvider.faulty(written + ": the file is declared as " + format.label() + " and as "
                        + other.format.label());
            }
            if (other.merge != merge) {
                throw LocalProvider.faulty(written + ": the file is declared both with merge and without");
            }
        }
    }

    private ProblemException changing() {
        return new ProblemException(Problem.of(
                        Problem.Code.UNWRITABLE, written + " was changed by others each time it was about to be written")
                .hint("try again when nothing else writes the file"));
    }
}
