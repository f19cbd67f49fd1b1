package dev.secretzero.server;

import static dev.secretzero.server.Workspaces.secret;
import static dev.secretzero.server.Workspaces.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Mark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatcherTest {

    @TempDir
    Path directory;

    @Test
    void saysWhatAChangeAltered() {
        var before = new Opened.Ready(Workspaces.of(secret("same"), secret("old"), secret("moved", target("local", "file", "path", "a"))));
        var after = new Opened.Ready(Workspaces.of(secret("same"), secret("new"), secret("moved", target("local", "file", "path", "b"))));
        assertThat(Watcher.changes(before, after)).containsExactly(
                "reload: /home/Secretfile.yml is valid, 3 secrets", "reload: added new", "reload: changed moved", "reload: removed old");
    }

    @Test
    void saysWhatAChangeBroke() {
        var fault = Diagnostic.error("secrets.0.kind", "Field required", new Mark("Secretfile.yml", 4, 5)).hint("add it");
        var now = new Opened.Faulty(Path.of("/home/Secretfile.yml"), List.of(fault));
        assertThat(Watcher.changes(new Opened.Ready(Workspaces.of()), now))
                .containsExactly("Secretfile.yml:4:5: error: secrets.0.kind: Field required\n  hint: add it");
        assertThat(Watcher.changes(now, new Opened.Missing(Path.of("/home/Secretfile.yml")))).singleElement()
                .satisfies(line -> assertThat(line).contains("Secretfile not found: /home/Secretfile.yml"));
    }

    @Test
    void reportsByItself() throws Exception {
        var file = Files.writeString(directory.resolve("Secretfile.yml"), "one");
        var reported = new CountDownLatch(1);
        var out = new ByteArrayOutputStream();
        var console = new PrintStream(out, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                super.println(line);
                reported.countDown();
            }
        };
        var snapshots = new Snapshots(locator -> new Opened.Ready(Workspaces.of(secret(text(locator.secretfile())))), file, InstantSource.system());
        var watcher = Watcher.start(snapshots, snapshots.open(Optional.empty(), List.of()), console);
        Files.writeString(file, "two");
        reported.await();
        watcher.stop();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("reload: ");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
