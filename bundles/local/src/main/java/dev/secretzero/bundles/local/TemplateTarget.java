package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A share in a file that is rendered from a template.
///
/// The file is rendered whole, so that a write must bring every secret that is declared for it. What it holds cannot
/// be read back.
///
/// @param overwrite whether a file that is there may be replaced
/// @param mode of a new file; an existing file keeps its own
record TemplateTarget(
        LocalProvider provider, Path template, Path output, boolean overwrite, Set<PosixFilePermission> mode)
        implements Shared {

    private static final int ATTEMPTS = 5;

    static final Offer<LocalProvider, Target> OFFER = new Offer<>(
            "template",
            "A file that is rendered from a template with every secret that is declared for it.",
            List.of(
                    Setting.of("template_path", Setting.Type.PATH, "The template. Its directory is where includes are found.")
                            .needed(),
                    Setting.of("output_path", Setting.Type.PATH, "The file to render. Its directories are made.")
                            .needed(),
                    Setting.of("overwrite", Setting.Type.FLAG, "Whether a file that is there may be replaced.")
                            .otherwise("true"),
                    Setting.of("mode", Setting.Type.TEXT, "The mode of a new file, in octal and in quotes.")
                            .otherwise("0600")),
            TemplateTarget::open);

    static TemplateTarget open(LocalProvider provider, Settings settings) {
        return new TemplateTarget(
                provider,
                settings.path("template_path"),
                settings.path("output_path"),
                settings.flag("overwrite"),
                Mode.parse(settings.text("mode")));
    }

    @Override
    public Object container() {
        return provider.resolve(output);
    }

    @Override
    public boolean whole() {
        return true;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        boolean absent = file().read(AtomicFile.LIMIT).absent();
        return places.stream()
                .<Observation>map(place -> absent ? new Observation.Absent() : new Observation.Hidden(Optional.empty()))
                .toList();
    }

    @Override
    public List<Receipt> putAll(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> agree(delivery.place()));
        var file = provider.writable(output);
        try (Secret rendered = rendered(deliveries)) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var seen = file.read(AtomicFile.LIMIT);
                if (!seen.absent() && !deliveries.stream().allMatch(TemplateTarget::careless)) {
                    return receipts(deliveries, new Receipt.Conflict(Optional.empty()));
                }
                if (rendered.<Boolean, RuntimeException>lend(bytes -> write(file, seen, bytes))) {
                    return receipts(deliveries, Receipt.Written.plain());
                }
            }
        }
        throw new ProblemException(Problem.of(
                Problem.Code.UNWRITABLE, output + " was changed by others each time it was about to be written"));
    }

    private static List<Receipt> receipts(List<Delivery> deliveries, Receipt receipt) {
        return deliveries.stream().map(delivery -> receipt).toList();
    }

    private static boolean careless(Delivery delivery) {
        return delivery.expect() instanceof Expect.Anything;
    }

    private boolean write(AtomicFile file, AtomicFile.Snapshot seen, byte[] contents) {
        if (!seen.absent() && Arrays.equals(seen.bytes(), contents)) {
            return true;
        }
        if (!seen.absent() && !overwrite) {
            throw new ProblemException(Problem.of(
                            Problem.Code.CONFLICT, output + " exists already, and overwrite is false")
                    .hint("remove the file, or set overwrite: true"));
        }
        return file.replace(seen, contents, mode);
    }

    private Secret rendered(List<Delivery> deliveries) {
        var values = new TreeMap<String, Material>();
        deliveries.forEach(delivery -> values.put(delivery.place().name(), delivery.material()));
        return provider.host().renderer().render(provider.chosen(template), values);
    }

    private void agree(Place place) {
        if (!(place.target() instanceof TemplateTarget other)) {
            throw new IllegalArgumentException("a place of another kind of container");
        }
        if (!provider.chosen(template).equals(other.provider.chosen(other.template))) {
            throw LocalProvider.faulty(output + ": the file is declared with two templates");
        }
    }

    /// Does nothing: the file goes on being rendered from the secrets that are still declared for it.
    @Override
    public void remove(String name) {}

    private AtomicFile file() {
        return new AtomicFile(provider.resolve(output), output.toString());
    }
}
