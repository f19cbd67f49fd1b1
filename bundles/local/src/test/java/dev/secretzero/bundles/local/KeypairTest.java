package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeypairTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"P-256, 256", "P-384, 384", "P-521, 521"})
    void makesCurveKeysThatOpensslReads(String curve, int bits) throws IOException, InterruptedException {
        var made = Bench.make(EcKeypair.OFFER, Map.of("curve", curve));
        assertThat(check(made)).contains("(" + bits + " bit)").contains(curve);
    }

    @Test
    void makesRsaKeysThatOpensslReads() throws IOException, InterruptedException {
        assertThat(check(Bench.make(RsaKeypair.OFFER, Map.of("bits", 2048))))
                .contains("(2048 bit")
                .contains("65537");
    }

    private String check(Material made) throws IOException, InterruptedException {
        var file = Outside.write(directory, "key.pem", field(made, "private_key"));
        assertThat(field(made, "private_key")).startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----\n");
        assertThat(Outside.run(directory, "openssl", "pkey", "-in", file.toString(), "-pubout"))
                .isEqualTo(field(made, "public_key"));
        return Outside.run(directory, "openssl", "pkey", "-in", file.toString(), "-noout", "-text", "-check");
    }

    @Test
    void isAnotherKeyEachTime() {
        assertThat(field(Bench.make(EcKeypair.OFFER, Map.of(), 1), "public_key"))
                .isNotEqualTo(field(Bench.make(EcKeypair.OFFER, Map.of(), 2), "public_key"));
    }

    @Test
    void refusesSizesAndCurvesThatAreNotOffered() {
        Bench.refuses(RsaKeypair.OFFER, Map.of("bits", 1024), "bits");
        Bench.refuses(RsaKeypair.OFFER, Map.of("bits", 16384), "bits");
        Bench.refuses(EcKeypair.OFFER, Map.of("curve", "secp256k1"), "curve");
    }

    @Test
    void writesTheAgeKeysOfTheKnownVector() {
        byte[] scalar = new byte[32];
        Arrays.fill(scalar, (byte) 0x42);
        var made = AgeKeypair.of(scalar);
        assertThat(field(made, "identity"))
                .isEqualTo("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
        assertThat(field(made, "recipient"))
                .isEqualTo("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj");
        assertThat(scalar).containsOnly(0);
    }

    @Test
    void makesAgeKeysOfTheRightForm() {
        var made = Bench.make(AgeKeypair.OFFER, Map.of());
        assertThat(field(made, "identity")).matches("AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}");
        assertThat(field(made, "recipient")).matches("age1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}");
    }

    /// Vectors of BIP 173.
    @Test
    void encodesBech32AsPublished() {
        assertThat(bech32("a", "")).isEqualTo("a12uel5l");
        assertThat(bech32("abcdef", "00443214c74254b635cf84653a56d7c675be77df"))
                .isEqualTo("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
    }

    private static String bech32(String prefix, String hex) {
        return new String(Bech32.encode(prefix, HexFormat.of().parseHex(hex)), StandardCharsets.US_ASCII);
    }

    /// The key pair of Alice in RFC 7748, section 6.1.
    @Test
    void makesTheWireguardPublicKeyOfTheKnownVector() {
        var hex = HexFormat.of();
        var made = WireguardKeypair.of(
                        hex.parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
                .material();
        assertThat(hex.formatHex(Base64.getDecoder().decode(field(made, "public_key"))))
                .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    }

    @Test
    void clampsWireguardKeys() {
        for (long seed = 0; seed < 50; seed++) {
            var made = Bench.make(WireguardKeypair.OFFER, Map.of("preshared_key", true), seed);
            byte[] scalar = Base64.getDecoder().decode(field(made, "private_key"));
            assertThat(scalar).hasSize(32);
            assertThat(scalar[0] & 7).isZero();
            assertThat(scalar[31] & 0xc0).isEqualTo(0x40);
            assertThat(Base64.getDecoder().decode(field(made, "preshared_key"))).hasSize(32);
            assertThat(field(made, "public_key")).hasSize(44);
        }
        assertThat(((Material.Fields) Bench.make(WireguardKeypair.OFFER, Map.of())).values())
                .containsOnlyKeys("private_key", "public_key");
    }
}
