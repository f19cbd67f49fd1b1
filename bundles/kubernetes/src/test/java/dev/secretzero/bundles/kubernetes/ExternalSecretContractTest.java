package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.SharedContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

final class ExternalSecretContractTest extends SharedContract {

    @TempDir
    Path home;

    private Shared target() {
        var provider = Fixture.provider(Fixture.host(home, Map.of()));
        return Fixture.external(provider, "secret_name", "app", "output_path", "k8s/app.yaml");
    }

    @Override
    protected Sight sight() {
        return Sight.HIDES;
    }

    @Override
    protected Shared open() {
        return target();
    }

    @Override
    protected boolean tamper(Target target, String name) {
        try {
            var file = home.resolve("k8s/app.yaml");
            Files.writeString(file, Files.readString(file).replace("key: " + name, "key: another"));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<Shared.Place> places(int count) {
        var target = target();
        return IntStream.range(0, count).mapToObj(i -> new Shared.Place(target, "name" + i)).toList();
    }
}
