package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.secretzero.spi.Material;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JwkTest {

    private static Map<String, String> parse(String json) throws IOException {
        var members = new TreeMap<String, String>();
        try (var parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.put(parser.currentName(), parser.nextTextValue());
            }
        }
        return members;
    }

    private static byte[] bytes(Map<String, String> members, String name) {
        return Base64.getUrlDecoder().decode(members.getOrDefault(name, ""));
    }

    private static BigInteger number(Map<String, String> members, String name) {
        return new BigInteger(1, bytes(members, name));
    }

    /// The example of RFC 7638, section 3.1.
    @Test
    void namesAKeyByTheThumbprintOfTheKnownVector() {
        String modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B"
                + "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F"
                + "DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4"
                + "vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        assertThat(Jwk.thumbprint(Map.of("kty", "RSA", "n", modulus, "e", "AQAB", "alg", "RS256", "kid", "2011-04-29")))
                .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    /// The example of RFC 8037, appendix A.3.
    @Test
    void namesAnEdwardsKeyAsPublished() {
        assertThat(Jwk.thumbprint(
                        Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")))
                .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @ParameterizedTest
    @CsvSource({"P-256, 32, SHA256, ES256", "P-384, 48, SHA384, ES384", "P-521, 66, SHA512, ES512"})
    void makesCurveKeysOfFullLengthThatSign(String curve, int size, String digest, String alg)
            throws IOException, GeneralSecurityException {
        for (long seed = 0; seed < 20; seed++) {
            var made = Bench.make(Jwk.OFFER, Map.of("curve", curve, "alg", alg, "use", "sig"), seed);
            var key = parse(field(made, "private_jwk"));
            assertThat(key).containsEntry("kty", "EC").containsEntry("crv", curve).containsEntry("alg", alg);
            assertThat(bytes(key, "x")).hasSize(size);
            assertThat(bytes(key, "y")).hasSize(size);
            assertThat(bytes(key, "d")).hasSize(size);
            signs(key, curve, digest + "withECDSA");
        }
    }

    private static void signs(Map<String, String> key, String curve, String algorithm) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp" + curve.substring(2) + "r1"));
        var spec = parameters.getParameterSpec(ECParameterSpec.class);
        var keys = KeyFactory.getInstance("EC");
        var signer = Signature.getInstance(algorithm);
        signer.initSign(keys.generatePrivate(new ECPrivateKeySpec(number(key, "d"), spec)));
        signer.update(new byte[] {1, 2, 3});
        byte[] signature = signer.sign();
        signer.initVerify(
                keys.generatePublic(new ECPublicKeySpec(new ECPoint(number(key, "x"), number(key, "y")), spec)));
        signer.update(new byte[] {1, 2, 3});
        assertThat(signer.verify(signature)).isTrue();
    }

    @Test
    void makesEdwardsKeysThatSign() throws IOException, GeneralSecurityException {
        var key = parse(field(Bench.make(Jwk.OFFER, Map.of("kty", "OKP", "alg", "EdDSA")), "private_jwk"));
        var keys = KeyFactory.getInstance("Ed25519");
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes(key, "d"))));
        byte[] signature = signer.sign();
        signer.initVerify(keys.generatePublic(new X509EncodedKeySpec(
                HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(bytes(key, "x"))))));
        assertThat(signer.verify(signature)).isTrue();
    }

    @Test
    void makesMontgomeryKeys() throws IOException {
        var key = parse(field(Bench.make(Jwk.OFFER, Map.of("kty", "OKP", "curve", "X25519")), "private_jwk"));
        var pair = WireguardKeypair.of(bytes(key, "d")).material();
        assertThat(Base64.getDecoder().decode(field(pair, "public_key"))).isEqualTo(bytes(key, "x"));
    }

    @Test
    void makesRsaKeysWhoseMembersFit() throws IOException {
        var key = parse(field(Bench.make(Jwk.OFFER, Map.of("kty", "RSA", "bits", 2048)), "private_jwk"));
        assertThat(key).containsOnlyKeys("kty", "n", "e", "d", "p", "q", "dp", "dq", "qi", "kid");
        assertThat(bytes(key, "n")).hasSize(256);
        assertThat(key).containsEntry("e", "AQAB");
        assertThat(number(key, "p").multiply(number(key, "q"))).isEqualTo(number(key, "n"));
        assertThat(number(key, "qi").multiply(number(key, "q")).mod(number(key, "p"))).isEqualTo(BigInteger.ONE);
    }

    @Test
    void showsNothingPrivateInThePublicKey() throws IOException {
        for (String kty : new String[] {"RSA", "EC", "OKP"}) {
            var made = Bench.make(Jwk.OFFER, Map.of("kty", kty));
            var open = parse(field(made, "public_jwk"));
            assertThat(open).doesNotContainKeys("d", "p", "q", "dp", "dq", "qi", "k");
            assertThat(open).containsEntry("kid", field(made, "kid"));
            assertThat(Jwk.thumbprint(open)).isEqualTo(field(made, "kid"));
        }
    }

    @Test
    void makesSymmetricKeysWithoutAPublicPart() throws IOException {
        var made = Bench.make(Jwk.OFFER, Map.of("kty", "oct", "bits", 384, "alg", "HS384", "kid", "mine"));
        assertThat(((Material.Fields) made).values()).containsOnlyKeys("private_jwk", "kid");
        assertThat(field(made, "kid")).isEqualTo("mine");
        var key = parse(field(made, "private_jwk"));
        assertThat(bytes(key, "k")).hasSize(48);
        assertThat(key).containsEntry("kid", "mine");
        assertThat(field(made, "private_jwk")).isPrintable();
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        Bench.refuses(Jwk.OFFER, Map.of("kty", "DSA"), "kty");
        Bench.refuses(Jwk.OFFER, Map.of("curve", "Ed25519"), "curve");
        Bench.refuses(Jwk.OFFER, Map.of("kty", "OKP", "curve", "P-256"), "curve");
        Bench.refuses(Jwk.OFFER, Map.of("alg", "RS256"), "alg");
        Bench.refuses(Jwk.OFFER, Map.of("curve", "P-384", "alg", "ES256"), "alg");
        Bench.refuses(Jwk.OFFER, Map.of("kty", "oct", "bits", 64), "bits");
        Bench.refuses(Jwk.OFFER, Map.of("kty", "oct", "bits", 129), "bits");
        Bench.refuses(Jwk.OFFER, Map.of("kty", "RSA", "bits", 1024), "bits");
    }
}
