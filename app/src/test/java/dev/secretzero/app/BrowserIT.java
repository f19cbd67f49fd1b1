package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documentation pages, in a browser that can reach nothing but this machine.
final class BrowserIT {

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/redoc"})
    void showAnEndpointWithoutAnyOtherHost(String page) throws IOException, InterruptedException {
        var chromium = Packaged.tool("chromium");
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            var ended = Packaged.run(
                    work,
                    List.of(
                            chromium.toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--user-data-dir=" + work.resolve("profile"),
                            "--no-proxy-server",
                            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                            "--virtual-time-budget=20000",
                            "--dump-dom",
                            server.uri(page).toString()),
                    Map.of(),
                    logs);
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out()).as("the rendered page").contains("/drift/check", "/rotation/execute");
            assertThat(ended.out()).doesNotContain("src=\"https://", "href=\"https://fonts", "src=\"//");
        }
    }
}
