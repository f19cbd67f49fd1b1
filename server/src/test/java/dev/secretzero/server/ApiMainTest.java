package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ApiMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int usage(String argument) {
        return ApiMain.usage(
                new String[] {argument},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void listsEverySetting() {
        assertThat(usage("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(
                ApiSettings.HOST, ApiSettings.PORT, ApiSettings.CONFIG, ApiSettings.API_KEY, ApiSettings.RELOAD,
                ApiSettings.ALLOWED_ORIGINS, ApiSettings.INSECURE);
    }

    @Test
    void saysItsVersion() {
        assertThat(usage("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("secretzero-api 0.1.0\n");
    }

    @Test
    void takesNoArguments() {
        assertThat(usage("--port")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("takes no arguments");
        assertThat(out.size()).isZero();
    }
}
