package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    @Test
    void theReferencePageIsTheOneInTheRepository() throws IOException {
        var page = Reference.markdown();
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(PAGE.toAbsolutePath().normalize().getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
