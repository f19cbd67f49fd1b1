package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Generator.Question;
import dev.secretzero.spi.Secret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AskerTest {

    @TempDir
    Path directory;

    private Asker asker(World world) {
        var around = world.surroundings();
        return new Asker(around.hidden(), new Page(around), new Progress(around), false);
    }

    @Test
    void takesTheFirstAnswerThatIsNotEmptyAndShowsNoneOfIt() {
        var world = World.without(directory);
        world.typed.addAll(List.of("", "canary-1"));
        var answer = asker(world).ask("api_key", new Question("api_key"));
        assertThat(answer.orElseThrow().matches(Secret.of("canary-1"))).isTrue();
        assertThat(world.err()).contains("api_key: ", "nothing was typed").doesNotContain("canary");
    }

    @Test
    void givesUpAfterThreeEmptyAnswersOrAtTheEndOfInput() {
        var world = World.without(directory);
        world.typed.addAll(List.of("", "", "", "late"));
        assertThat(asker(world).ask("a", new Question("b"))).isEmpty();
        assertThat(world.typed).hasSize(1);
        world.typed.clear();
        assertThat(asker(world).ask("a", new Question("b"))).isEmpty();
    }
}
