package dev.secretzero.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SecretTest {

    private static String text(Secret secret) {
        return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void neverPrints() {
        var secret = Secret.of("hunter2");
        var single = new Material.Single(secret);
        var fields = new Material.Fields(new TreeMap<>(Map.of("password", single)));
        var shown = new Observation.Shown(fields, Optional.empty());
        var issued = new Generator.Issued(fields, new Generator.Handle("h"), Optional.empty());
        for (Object o : List.of(secret, single, fields, shown, issued, Optional.of(secret), Map.of("k", secret))) {
            assertThat(o.toString()).doesNotContain("hunter2").contains("[secret]");
        }
    }

    @Test
    void cannotBeSerialized() {
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> {
                    try (var stream = new ObjectOutputStream(out)) {
                        stream.writeObject(Secret.of("hunter2"));
                    }
                })
                .isInstanceOf(NotSerializableException.class);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
    }

    @Test
    void wipesTheArrayItTakesAndTheCopyItLends() {
        byte[] bytes = {1, 2, 3};
        var secret = Secret.take(bytes);
        assertThat(bytes).containsOnly(0);
        byte[] lent = secret.lend(copy -> copy);
        assertThat(lent).containsOnly(0);
        secret.close();
        assertThatThrownBy(() -> secret.lend(copy -> copy.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void comparesContentsButIsEqualOnlyToItself() {
        assertThat(Secret.of("a").matches(Secret.of("a"))).isTrue();
        assertThat(Secret.of("a").matches(Secret.of("b"))).isFalse();
        assertThat(Secret.of("a")).isNotEqualTo(Secret.of("a"));
    }

    @Test
    void textOfFieldsIsCanonicalJson() {
        var fields = new Material.Fields(new TreeMap<>(Map.of(
                "b", new Material.Literal(Secret.of("1")),
                "a", Material.of("\u00e9<&>/\"\\\n\t\u007f\ud83d\ude00"),
                "c", new Material.Fields(new TreeMap<>(Map.of("k", new Material.Literal(Secret.of("null"))))))));
        assertThat(text(MaterialText.of(fields)))
                .isEqualTo("{\"a\":\"\\u00e9<&>/\\\"\\\\\\n\\t\\u007f\\ud83d\\ude00\",\"b\":1,\"c\":{\"k\":null}}");
        assertThat(text(MaterialText.of(Material.of("plain \u00e9")))).isEqualTo("plain \u00e9");
    }
}
