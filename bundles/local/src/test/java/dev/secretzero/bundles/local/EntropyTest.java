package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Offer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What generators claim of their own values: never more than they deliver.
final class EntropyTest {

    static Stream<Arguments> claims() {
        return Stream.of(
                claim(RandomPassword.OFFER, Map.of(), 209),
                claim(RandomPassword.OFFER, Map.of("length", 8, "special", false), 47),
                claim(RandomPassword.OFFER, Map.of("length", 4), 22),
                claim(RandomPassword.OFFER, Map.of("length", 1, "upper", false, "lower", false, "special", false), 3),
                claim(RandomString.OFFER, Map.of(), 190),
                claim(RandomString.OFFER, Map.of("charset", "hex"), 128),
                claim(RandomString.OFFER, Map.of("charset", "numeric", "length", 6), 19),
                claim(RandomString.OFFER, Map.of("charset", "base64", "length", 16), 96),
                claim(RandomString.OFFER, Map.of("characters", "01234567", "length", 32), 96),
                claim(RandomString.OFFER, Map.of("characters", "ab", "length", 96), 96),
                claim(Uuid.OFFER, Map.of(), 122),
                claim(Uuid.OFFER, Map.of("version", 7), 74),
                claim(Passphrase.OFFER, Map.of(), 66),
                claim(TotpSecret.OFFER, Map.of(), 160),
                claim(TotpSecret.OFFER, Map.of("bits", 80), 80),
                claim(SshKeypair.OFFER, Map.of(), 128),
                claim(SshKeypair.OFFER, Map.of("type", "rsa", "bits", 2048), 112),
                claim(RsaKeypair.OFFER, Map.of(), 128),
                claim(RsaKeypair.OFFER, Map.of("bits", 2048), 112),
                claim(RsaKeypair.OFFER, Map.of("bits", 8192), 192),
                claim(EcKeypair.OFFER, Map.of("curve", "P-384"), 192),
                claim(Jwk.OFFER, Map.of(), 128),
                claim(Jwk.OFFER, Map.of("kty", "RSA"), 128),
                claim(Jwk.OFFER, Map.of("kty", "EC", "curve", "P-521"), 256),
                claim(Jwk.OFFER, Map.of("kty", "OKP"), 128),
                claim(TlsCertificate.OFFER, Map.of("common_name", "a.example", "key_type", "rsa", "bits", 2048), 112),
                claim(EcKeypair.OFFER, Map.of(), 128),
                claim(AgeKeypair.OFFER, Map.of(), 128),
                claim(WireguardKeypair.OFFER, Map.of(), 128),
                claim(Jwk.OFFER, Map.of("kty", "oct", "bits", 128), 128),
                claim(TlsCertificate.OFFER, Map.of("common_name", "a.example"), 128),
                claim(TlsCertificate.OFFER, Map.of("common_name", "a.example", "ca", "root"), 128),
                claim(Bcrypt.OFFER, Map.of("of", "password"), 128),
                claim(Htpasswd.OFFER, Map.of("of", "password", "user", "u"), 128),
                claim(BasicAuth.OFFER, Map.of("of", "password", "user", "u"), 0),
                claim(Static.OFFER, Map.of("default", "a".repeat(99)), 0),
                claim(Script.OFFER, Map.of("command", "true"), 0));
    }

    private static Arguments claim(Offer<LocalProvider, Generator> offer, Map<String, ?> settings, int bits) {
        return Arguments.of(offer.kind(), offer, settings, bits);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("claims")
    void isClaimedBySettings(
            String kind, Offer<LocalProvider, Generator> offer, Map<String, ?> settings, int bits) {
        assertThat(Bench.open(offer, settings).entropyBits()).as(kind).isEqualTo(bits);
    }

    /// Two characters out of one letter and one digit are `a1` or `1a`: one bit, not two.
    @Test
    void ofAPasswordCountsOnlyPasswordsThatCanCome() {
        var settings = Map.of(
                "length", 2, "upper", false, "special", false, "exclude_characters", "bcdefghijklmnopqrstuvwxyz023456789");
        assertThat(Bench.open(RandomPassword.OFFER, settings).entropyBits()).isEqualTo(1);
    }
}
