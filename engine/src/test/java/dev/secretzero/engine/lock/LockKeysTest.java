package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockKeysTest {

    private static final String KEY = "k".repeat(40);

    @TempDir
    private Path root;

    private Path project;

    @BeforeEach
    void makeARepository() throws IOException {
        project = Files.createDirectories(root.resolve("repository/project"));
        Files.createDirectory(root.resolve("repository/.git"));
    }

    private LockKeys keys(Map<String, String> environment) {
        return LockKeys.of(new Host(
                () -> Instant.EPOCH, HttpClient::newHttpClient, project, project, environment, (text, values) -> {
                    throw new UnsupportedOperationException();
                }));
    }

    private Path file(String place, String text, String rights) throws IOException {
        var path = root.resolve(place);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private void refuses(Path file, String... words) {
        assertThatThrownBy(() -> keys(Map.of(LockKeys.FILE_VARIABLE, file.toString())).current())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining(KEY)
                .message()
                .contains(words);
    }

    @Test
    void thereAreNoneUnlessSomebodySaysSo() {
        assertThat(keys(Map.of()).current()).isEmpty();
        assertThat(keys(Map.of("HOME", root.toString(), LockKeys.VARIABLE, "  ")).current()).isEmpty();
    }

    @Test
    void theVariableGoesBeforeTheFileAndTheFileBeforeTheUsualPlace() throws IOException {
        var named = file("own/lock.key", KEY + "2", "rw-------");
        file("home/.config/secretzero/lock.key", KEY + "3\n", "r--------");
        var home = root.resolve("home").toString();
        assertThat(keys(Map.of("HOME", home)).current().orElseThrow().id()).isEqualTo(id(KEY + "3"));
        assertThat(keys(Map.of("HOME", home, LockKeys.FILE_VARIABLE, named.toString())).current().orElseThrow().id())
                .isEqualTo(id(KEY + "2"));
        assertThat(keys(Map.of("HOME", home, LockKeys.FILE_VARIABLE, named.toString(), LockKeys.VARIABLE, KEY))
                        .current()
                        .orElseThrow()
                        .id())
                .isEqualTo(id(KEY));
    }

    private static String id(String text) {
        return LockKey.of(dev.secretzero.spi.Secret.of(text), "a test").id();
    }

    @Test
    void aFileBesideTheLockfileIsRefused() throws IOException {
        refuses(file("repository/project/keys/lock.key", KEY, "rw-------"), "below the directory of the Secretfile");
        refuses(file("repository/lock.key", KEY, "rw-------"), "in the repository of the Secretfile");
    }

    @Test
    void aLinkOutOfTheRepositoryIntoItIsSeenThrough() throws IOException {
        var real = file("repository/lock.key", KEY, "rw-------");
        refuses(Files.createSymbolicLink(root.resolve("lock.key"), real), "in the repository");
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws IOException {
        refuses(file("a.key", KEY, "rw-r-----"), "can be read or written by others");
        refuses(file("b.key", KEY, "rw----r--"), "can be read or written by others");
    }

    @Test
    void whatIsNoKeyFileIsSaidToBeNone() throws IOException {
        refuses(root.resolve("nowhere.key"), "is not there");
        refuses(file("short.key", "short", "rw-------"), "fewer than 32 bytes");
        refuses(file("empty.key", "", "rw-------"), "fewer than 32 bytes");
        refuses(file("huge.key", "k".repeat(5000), "rw-------"), "larger than 4096 bytes");
        var directory = Files.createDirectory(root.resolve("directory"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        refuses(directory, "is not a file");
    }
}
