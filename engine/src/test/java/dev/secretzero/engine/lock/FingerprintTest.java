package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FingerprintTest {

    @Test
    void ofATextIsTheHashOfItsBytes() {
        assertThat(Fingerprint.of(Material.of("secret_value_123"))).isEqualTo(Canonical.hash("secret_value_123"));
        assertThat(Fingerprint.of(Material.of("é"))).isEqualTo(Canonical.hash("é"));
    }

    @Test
    void ofFieldsIsTheHashOfTheirCanonicalText() {
        var fields = new Material.Fields(new TreeMap<>(
                Map.of("b", new Material.Literal(Secret.of("1")), "a", Material.of("é"))));
        assertThat(Fingerprint.of(fields))
                .isEqualTo("6d9eb45284090145dc16661b06abe01185a16a7dabba07c992a131bffa6b8114")
                .isEqualTo(Fingerprint.of(Material.of("{\"a\":\"\\u00e9\",\"b\":1}")));
    }

    @Test
    void knowsItsMaterialAndNoOther() {
        String recorded = Fingerprint.of(Material.of("canary"));
        assertThat(Fingerprint.matches(recorded, Material.of("canary"))).isTrue();
        assertThat(Fingerprint.matches(recorded, Material.of("canarz"))).isFalse();
        assertThat(Fingerprint.matches("", Material.of("canary"))).isFalse();
        assertThat(Fingerprint.matches(recorded.substring(1), Material.of("canary"))).isFalse();
    }
}
