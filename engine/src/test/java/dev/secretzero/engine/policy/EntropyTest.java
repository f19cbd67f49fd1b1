package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.TargetId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntropyTest {

    /// The bits are reckoned by hand: length × log2(alphabet), and the tables of NIST SP 800-57.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            random_string   | {}                                             | 190.54
            random_string   | {length: 16, charset: hex}                     | 64
            random_string   | {length: "16", charset: hex}                   | 64
            random_string   | {length: 10, characters: "abcdefgh"}           | 30
            random_string   | {length: 4, charset: numeric}                  | 13.29
            random_password | {length: 4096, special: false, exclude_characters: ""} | 24388.39
            random_password | {length: 10, upper: no, lower: no, special: no} | 33.22
            random_password | {length: 2, upper: no, special: no}            | 9.02
            random_password | {length: 64, upper: no, lower: no, special: no, exclude_characters: "89"} | 192
            random_password | {length: 64, upper: no, lower: no, special: no, exclude_characters: "8989x"} | 192
            passphrase      | {}                                             | 66
            passphrase      | {words: 4, include_number: true}               | 49.32
            uuid            | {}                                             | 122
            uuid            | {version: 7}                                   | 74
            totp_secret     | {}                                             | 160
            rsa_keypair     | {}                                             | 128
            rsa_keypair     | {bits: 2048}                                   | 112
            rsa_keypair     | {bits: 8192}                                   | 192
            ec_keypair      | {curve: P-384}                                 | 192
            ssh_keypair     | {}                                             | 128
            ssh_keypair     | {type: rsa, bits: 2048}                        | 112
            tls_certificate | {}                                             | 128
            tls_certificate | {key_type: rsa}                                | 128
            jwk             | {}                                             | 128
            jwk             | {kty: oct}                                     | 256
            jwk             | {kty: RSA}                                     | 128
            jwk             | {kty: EC, curve: P-521}                        | 256
            age_keypair     | {}                                             | 128
            """)
    void followsFromTheDeclaration(String kind, String config, double bits) {
        assertThat(strength(kind, config)).isInstanceOfSatisfying(
                Strength.Known.class, known -> assertThat(known.bits()).isCloseTo(bits, within(0.1)));
    }

    /// Two draws from digits and letters hold one of each in 2·10·26 of 36² cases: log2(520).
    @Test
    void countsOnlyThePasswordsThatCanBeMade() {
        assertThat(strength("random_password", "{length: 2, upper: no, special: no}"))
                .isInstanceOfSatisfying(
                        Strength.Known.class, known -> assertThat(known.bits()).isCloseTo(9.0224, within(0.0001)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static          | {}
            static          | {default: hunter2}
            script          | {command: x}
            random_string   | {length: many}
            random_string   | {charset: klingon}
            random_password | {length: 3}
            random_password | {upper: no, lower: no, number: no, special: no}
            ec_keypair      | {curve: P-1}
            jwk             | {kty: XY}
            """)
    void isUnknownWhereNothingIsCertain(String kind, String config) {
        assertThat(strength(kind, config)).isInstanceOf(Strength.Unknown.class);
    }

    @Test
    void ofAHashIsThatOfWhatItIsMadeFrom() {
        assertThat(strength("bcrypt", "{password: p}")).isInstanceOf(Strength.Derived.class);
    }

    @Test
    void ofASourceIsUnknown() {
        var text = "secrets: [{name: a, kind: random_string, source: {kind: env, config: {name: TOKEN}}}]";
        assertThat(strength(text, Optional.empty())).isEqualTo(new Strength.Unknown("it comes from a source"));
    }

    @Test
    void ofAnImportedValueIsUnknownUntilItIsRotated() {
        var id = new TargetId("local/file/.env");
        var text = "secrets: [{name: a, kind: random_string}]";
        var imported = Lock.Entry.made("h", Court.NOW)
                .delivered(id, new Lock.Delivery(Court.NOW, Map.of("operation", "lockfile_import")));
        assertThat(strength(text, Optional.of(imported))).isEqualTo(new Strength.Unknown("it was imported"));
        var rotated = imported.renewed("i", Court.NOW).delivered(id, new Lock.Delivery(Court.NOW, Map.of()));
        assertThat(strength(text, Optional.of(rotated))).isInstanceOf(Strength.Known.class);
    }

    private static Strength strength(String kind, String config) {
        return strength("secrets: [{name: a, kind: " + kind + ", config: " + config + "}]", Optional.empty());
    }

    private static Strength strength(String text, Optional<Lock.Entry> entry) {
        var evidence = Court.evidence(text, Optional.empty(), Lock.empty(), Court.NOW);
        return new Entropy(evidence.catalog()).of(evidence.manifest().units().getFirst(), entry);
    }
}
