package dev.secretzero.engine.run;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.util.List;

/// A generator that asks a person, and tells what the manifest says instead of what it would say itself.
///
/// @param instructions in place of the generator's own
record Guided(Generator.Manual generator, String instructions) implements Generator.Manual {

    @Override
    public List<Generator.Question> questions() {
        return generator.questions();
    }

    @Override
    public Material accept(List<Secret> answers) {
        return generator.accept(answers);
    }
}
