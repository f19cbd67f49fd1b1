package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshKeypairTest {

    @TempDir
    Path directory;

    @Test
    void hasTheFormsOfOpenSsh() {
        var made = Bench.make(SshKeypair.OFFER, Map.of("comment", "ci@example"));
        assertThat(field(made, "private_key"))
                .startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA")
                .endsWith("\n-----END OPENSSH PRIVATE KEY-----\n");
        assertThat(field(made, "public_key")).matches("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\\S{43} ci@example");
        assertThat(field(made, "fingerprint")).matches("SHA256:[A-Za-z0-9+/]{43}");
    }

    @Test
    void isReadBySshKeygenForEveryLengthOfComment() throws IOException, InterruptedException {
        for (int length = 0; length < 9; length++) {
            read(Map.of("comment", "c".repeat(length)), length);
        }
    }

    @Test
    void isReadBySshKeygenAsRsa() throws IOException, InterruptedException {
        read(Map.of("type", "rsa", "bits", 2048, "comment", "a b"), 100);
    }

    private void read(Map<String, ?> settings, int number) throws IOException, InterruptedException {
        var made = Bench.make(SshKeypair.OFFER, settings, number);
        var file = Outside.write(directory, "key" + number, field(made, "private_key"));
        assertThat(Outside.run(directory, "ssh-keygen", "-y", "-f", file.toString()).trim())
                .isEqualTo(field(made, "public_key"));
        assertThat(Outside.run(directory, "ssh-keygen", "-l", "-f", file.toString()))
                .contains(field(made, "fingerprint"));
    }

    @Test
    void refusesWhatOpenSshCouldNotRead() {
        Bench.refuses(SshKeypair.OFFER, Map.of("type", "dsa"), "type");
        Bench.refuses(SshKeypair.OFFER, Map.of("type", "rsa", "bits", 1024), "bits");
        Bench.refuses(SshKeypair.OFFER, Map.of("type", "rsa", "bits", 8256), "bits");
        Bench.refuses(SshKeypair.OFFER, Map.of("type", "rsa", "bits", 2050), "bits");
        Bench.refuses(SshKeypair.OFFER, Map.of("comment", "a\nb"), "comment");
    }
}
