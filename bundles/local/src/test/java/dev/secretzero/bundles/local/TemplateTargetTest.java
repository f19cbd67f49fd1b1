package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplateTargetTest {

    @TempDir
    Path directory;

    private Shared target(String... more) {
        var pairs = new java.util.ArrayList<>(List.of("template_path", "app.j2", "output_path", "out/app.conf"));
        pairs.addAll(List.of(more));
        return (Shared) Fixture.open(
                TemplateTarget.OFFER, Fixture.provider(directory, directory), pairs.toArray(new String[0]));
    }

    private static Shared.Delivery delivery(Shared target, String name, String value, Expect expect) {
        return new Shared.Delivery(new Shared.Place(target, name), Material.of(value), expect);
    }

    private static List<Receipt> put(Shared target, String value) {
        return target.putAll(List.of(
                delivery(target, "b", value, new Expect.Anything()), delivery(target, "a", "1", new Expect.Anything())));
    }

    @Test
    void rendersEveryDeliveryOnce() throws IOException {
        var target = target();
        assertThat(target.whole()).isTrue();
        assertThat(target.observe("a")).isInstanceOf(Observation.Absent.class);
        assertThat(put(target, "2")).containsExactly(Receipt.Written.plain(), Receipt.Written.plain());
        Path output = directory.resolve("out/app.conf");
        assertThat(output).hasContent("app.j2\na=1\nb=2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output))).isEqualTo("rw-------");
        assertThat(target.observe("a")).isInstanceOf(Observation.Hidden.class);
        target.remove("a");
        assertThat(output).exists();
    }

    @Test
    void replacesOnlyWhenItMay() {
        put(target(), "2");
        put(target(), "3");
        assertThat(directory.resolve("out/app.conf")).hasContent("app.j2\na=1\nb=3\n");
        var careful = target("overwrite", "false");
        var problem = catchThrowableOfType(ProblemException.class, () -> put(careful, "4")).problem();
        assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT);
        assertThat(put(careful, "3")).hasSize(2);
        assertThat(directory.resolve("out/app.conf")).hasContent("app.j2\na=1\nb=3\n");
        var expectant = List.of(delivery(target(), "a", "5", new Expect.Nothing()));
        assertThat(target().putAll(expectant)).allMatch(Receipt.Conflict.class::isInstance);
    }

    @Test
    void refusesTwoTemplatesForOneFile() {
        var other = target("template_path", "other.j2");
        assertThat(other.container()).isEqualTo(target().container());
        var both = List.of(
                delivery(target(), "a", "1", new Expect.Anything()), delivery(other, "b", "2", new Expect.Anything()));
        var problem = catchThrowableOfType(ProblemException.class, () -> target().putAll(both)).problem();
        assertThat(problem.message()).contains("two templates");
        assertThat(directory).isEmptyDirectory();
    }
}
