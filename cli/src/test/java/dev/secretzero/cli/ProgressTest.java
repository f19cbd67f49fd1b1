package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.run.Event;
import dev.secretzero.engine.manifest.TargetId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressTest {

    private static final Event DELIVERED = new Event.Delivered("a", new TargetId("local/file/.env"));

    @TempDir
    Path directory;

    @Test
    void appearsAfterASecondAndGoesAwayAtTheEnd() {
        var world = World.without(directory);
        world.terminal = true;
        var bar = new Progress(world.surroundings());
        bar.on(new Event.Planned(4));
        bar.on(DELIVERED);
        assertThat(world.err()).isEmpty();
        world.now = world.now.plus(Duration.ofSeconds(2));
        bar.on(DELIVERED);
        assertThat(world.err()).contains("delivered 2/4").contains("█".repeat(12) + "░".repeat(12));
        bar.clear();
        assertThat(world.err()).endsWith("\r\033[K");
    }

    @Test
    void tellsOfPlacesThatAreLookedAtAndOfProvidersThatAskToWait() {
        var world = World.without(directory);
        world.terminal = true;
        var bar = new Progress(world.surroundings());
        bar.on(new Event.Looking(3));
        world.now = world.now.plus(Duration.ofSeconds(2));
        bar.on(new Event.Looked(new TargetId("cloud/ssm/a")));
        assertThat(world.err()).endsWith("looked at 1/3");
        world.now = world.now.plus(Duration.ofSeconds(1));
        bar.on(new Event.Waiting("cloud", Duration.ofMillis(1450)));
        assertThat(world.err()).endsWith("looked at 1/3, cloud waits 1.4 s");
        world.now = world.now.plus(Duration.ofSeconds(1));
        bar.on(new Event.Planned(1));
        assertThat(world.err()).endsWith("delivered 0/1");
    }

    @Test
    void isNeverDrawnInAPipeOrADumbTerminal() {
        var world = World.without(directory);
        draw(world);
        world.terminal = true;
        world.environment.put("TERM", "dumb");
        draw(world);
        assertThat(world.err()).isEmpty();
    }

    private static void draw(World world) {
        var bar = new Progress(world.surroundings());
        bar.on(new Event.Planned(1));
        world.now = world.now.plus(Duration.ofSeconds(5));
        bar.on(DELIVERED);
        bar.clear();
    }
}
