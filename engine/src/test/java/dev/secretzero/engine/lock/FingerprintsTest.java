package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.lock.Fingerprints.Fresh;
import dev.secretzero.engine.lock.Fingerprints.Likeness;
import dev.secretzero.engine.lock.Fingerprints.Pair;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FingerprintsTest {

    private static final LockKey OURS = key("a");
    private static final LockKey THEIRS = key("b");
    private static final String OLD = Canonical.hash("secret_value_123");

    private static LockKey key(String letter) {
        return LockKey.of(Secret.of(letter.repeat(32)), "a test");
    }

    private static Fingerprints with(Optional<LockKey> key, LockKey... former) {
        return Fingerprints.of(() -> key, List.of(former), SecureRandom::new);
    }

    private static Fingerprints keyless() {
        return with(Optional.empty());
    }

    /// RFC 4231, cases 1, 2 and 6.
    @ParameterizedTest
    @CsvSource({
        "0b, 20, 'Hi There', b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665, 1, 'what do ya want for nothing?', 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "aa, 131, 'Test Using Larger Than Block-Size Key - Hash Key First', 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    })
    void digestWithKeysAsTheStandardSays(String key, int times, String text, String expected) {
        byte[] bytes = HexFormat.of().parseHex(key.repeat(times));
        assertThat(HexFormat.of().formatHex(LockKey.hmac(bytes, text.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(expected);
    }

    @Test
    void ofWhatNobodyCanGuessArePlain() {
        var value = Material.of("secret_value_123");
        assertThat(keyless().make("a", value, 96)).isEqualTo(OLD);
        assertThat(keyless().make("a", value, 95)).startsWith("argon2id:v=19,m=8192,t=3,p=1:");
        assertThat(keyless().make("a", value, 0)).startsWith("argon2id:");
        assertThat(with(Optional.of(OURS)).make("a", value, 256)).startsWith("hmac-sha256:" + OURS.id() + ":");
    }

    @Test
    void ofFieldsAreOfTheirCanonicalText() {
        var fields = new Material.Fields(new TreeMap<>(
                Map.of("b", new Material.Literal(Secret.of("1")), "a", Material.of("é"))));
        assertThat(keyless().make("a", fields, 128))
                .isEqualTo("6d9eb45284090145dc16661b06abe01185a16a7dabba07c992a131bffa6b8114");
        assertThat(keyless().matches(
                        "6d9eb45284090145dc16661b06abe01185a16a7dabba07c992a131bffa6b8114",
                        Material.of("{\"a\":\"\\u00e9\",\"b\":1}")))
                .isTrue();
    }

    @Test
    void ofEqualValuesDoNotLookAlike() {
        var value = Material.of("canary");
        for (var prints : List.of(keyless(), with(Optional.of(OURS)))) {
            assertThat(prints.make("a", value, 0)).isNotEqualTo(prints.make("b", value, 0));
            assertThat(prints.make("a", value, 0)).isEqualTo(prints.make("a", value, 0));
        }
    }

    @Test
    void knowTheirMaterialAndNoOther() {
        var random = new Random(7);
        for (var maker : List.of(keyless(), with(Optional.of(OURS)))) {
            for (int bits : new int[] {0, 128}) {
                for (int round = 0; round < 4; round++) {
                    var text = text(random);
                    var recorded = maker.make("entry", Material.of(text), bits);
                    var reader = with(Optional.of(OURS));
                    assertThat(reader.compare(recorded, Material.of(text))).isEqualTo(new Likeness.Same());
                    assertThat(reader.compare(recorded, Material.of(text + "x"))).isEqualTo(new Likeness.Other());
                    assertThat(reader.compare(recorded, Material.of(""))).isEqualTo(new Likeness.Other());
                    assertThat(recorded).doesNotContain(text);
                }
            }
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder("canary");
        random.ints(1 + random.nextInt(80), 1, 0xd7ff).forEach(text::appendCodePoint);
        return text.toString();
    }

    @Test
    void underAKeyThatIsNotHereSayNothing() {
        var recorded = with(Optional.of(THEIRS)).make("a", Material.of("canary"), 0);
        for (var prints : List.of(keyless(), with(Optional.of(OURS)))) {
            assertThat(prints.compare(recorded, Material.of("canary")))
                    .isEqualTo(new Likeness.Unknown(
                            "its fingerprint was made with lock key " + THEIRS.id() + ", which is not here"));
            assertThat(prints.matches(recorded, Material.of("canary"))).isFalse();
        }
        assertThat(with(Optional.of(OURS), THEIRS).matches(recorded, Material.of("canary"))).isTrue();
    }

    @Test
    void thatAreCorruptSayNothing() {
        var good = keyless().make("a", Material.of("canary"), 0);
        for (var text : List.of("", "nonsense", good.substring(1), good + "0", good.replace("m=8192", "m=999999"))) {
            assertThat(keyless().compare(text, Material.of("canary")))
                    .isEqualTo(new Likeness.Unknown("its fingerprint in the lockfile cannot be read"));
        }
        var flipped = good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");
        assertThat(keyless().compare(flipped, Material.of("canary"))).isEqualTo(new Likeness.Other());
    }

    @Test
    void areAdequateWhenNewOnesWouldBeNoStronger() {
        var keyless = keyless();
        var keyed = with(Optional.of(OURS));
        var slow = keyless.make("a", Material.of("canary"), 0);
        var ours = keyed.make("a", Material.of("canary"), 0);
        assertThat(keyless.adequate(OLD, 96)).isTrue();
        assertThat(keyless.adequate(OLD, 95)).isFalse();
        assertThat(keyless.adequate(slow, 0)).isTrue();
        assertThat(keyless.adequate(slow.replace("m=8192", "m=4096"), 0)).isFalse();
        assertThat(keyless.adequate(ours, 0)).isTrue();
        assertThat(keyless.adequate("nonsense", 0)).isFalse();
        assertThat(keyed.adequate(OLD, 256)).isFalse();
        assertThat(keyed.adequate(slow, 0)).isFalse();
        assertThat(keyed.adequate(ours, 0)).isTrue();
        assertThat(with(Optional.of(THEIRS)).adequate(ours, 0)).isFalse();
    }

    @Test
    void askForTheKeyOnceAndOnlyWhenItIsNeeded() {
        var asked = new ArrayList<String>();
        var prints = Fingerprints.of(
                () -> {
                    asked.add("asked");
                    return Optional.of(OURS);
                },
                SecureRandom::new);
        prints.matches(OLD, Material.of("secret_value_123"));
        assertThat(asked).isEmpty();
        prints.make("a", Material.of("canary"), 0);
        prints.make("b", Material.of("canary"), 0);
        assertThat(asked).hasSize(1);
    }

    @Test
    @Timeout(20)
    void ofOneRunTakeNoSlowDigestTwice() {
        // Ten thousand slow digests take minutes.
        var prints = keyless();
        var recorded = prints.make("a", Material.of("canary"), 0);
        var value = Material.of("canary");
        var pairs = IntStream.range(0, 10_000).mapToObj(_ -> new Pair(recorded, value)).toList();
        prints.expect(pairs);
        assertThat(pairs).allMatch(pair -> prints.matches(pair.recorded(), pair.value()));
    }

    @Test
    void ofManyAreMadeSideBySideAndAllDifferent() {
        var prints = keyless();
        var fresh = IntStream.range(0, 24).mapToObj(i -> new Fresh("e" + i, Material.of("canary"), 0)).toList();
        prints.announce(fresh);
        var texts = new HashSet<String>();
        fresh.forEach(one -> texts.add(prints.make(one.entry(), one.value(), one.bits())));
        assertThat(texts).hasSize(24);
        prints.expect(texts.stream().map(text -> new Pair(text, Material.of("other"))).toList());
        assertThat(texts).noneMatch(text -> prints.matches(text, Material.of("other")));
        assertThat(texts).allMatch(text -> prints.matches(text, Material.of("canary")));
    }

    @Test
    void compareTenThousandEntriesOfAllCheapSchemes() {
        var prints = with(Optional.of(OURS));
        var plain = keyless();
        for (int i = 0; i < 10_000; i++) {
            var value = Material.of("canary" + i);
            assertThat(prints.matches(plain.make("e" + i, value, 128), value)).isTrue();
            assertThat(prints.matches(prints.make("e" + i, value, 0), value)).isTrue();
        }
    }

    @Test
    void takeNoShortKey() {
        assertThatThrownBy(() -> LockKey.of(Secret.of(" " + "k".repeat(31) + "\n"), "SECRETZERO_LOCK_KEY"))
                .isInstanceOf(ProblemException.class)
                .extracting(e -> ((ProblemException) e).problem())
                .extracting(Problem::code, Problem::message)
                .containsExactly(
                        Problem.Code.SETTING_INVALID, "SECRETZERO_LOCK_KEY holds a lock key of fewer than 32 bytes");
    }

    @Test
    void takeAKeyWithoutTheSpaceAroundIt() {
        assertThat(LockKey.of(Secret.of("  " + "a".repeat(32) + "\r\n"), "a test").id()).isEqualTo(OURS.id());
        assertThat(OURS.id()).hasSize(16).isNotEqualTo(THEIRS.id());
        assertThat(OURS).hasToString("lock key " + OURS.id());
    }
}
