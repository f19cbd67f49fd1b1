package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Generator;
import dev.secretzero.testkit.GeneratorContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where no application is named, a person is asked, and no system.
final class AppRegistrationPromptTest extends GeneratorContract {

    @Override
    protected Generator open() {
        return Fixture.generator(Fixture.provider(Fixture.host(Path.of("/"), Map.of())), "description", "the client secret");
    }

    @Override
    protected List<String> answers() {
        return List.of("an answer");
    }
}
