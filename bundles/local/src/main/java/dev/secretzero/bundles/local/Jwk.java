package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.stated.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.XECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A JSON Web Key (RFC 7517, 7518, 8037): the fields `private_jwk`, `public_jwk`, which a symmetric key does not
/// have, and `kid`, which unless given is the SHA-256 thumbprint of RFC 7638.
///
/// @param kind what is made: `oct`, `RSA`, or the name of a curve
/// @param bits the size of an `oct` or `RSA` key
/// @param marks the members `use`, `alg` and `kid` that were asked for
record Jwk(String kind, int bits, SortedMap<String, String> marks) implements Generator.Local {

    private static final Map<String, List<String>> ALGORITHMS = Map.of(
            "oct", List.of("HS256", "HS384", "HS512", "A128KW", "A192KW", "A256KW", "A128GCM", "A192GCM", "A256GCM",
                    "A128GCMKW", "A192GCMKW", "A256GCMKW", "dir"),
            "RSA", List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "RSA-OAEP", "RSA-OAEP-256"),
            "P-256", List.of("ES256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"),
            "P-384", List.of("ES384", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"),
            "P-521", List.of("ES512", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"),
            "Ed25519", List.of("EdDSA", "Ed25519"),
            "X25519", List.of("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"));

    private static final List<String> SHOWN = List.of("alg", "crv", "e", "kid", "kty", "n", "use", "x", "y");
    private static final List<String> NAMING = List.of("crv", "e", "k", "kty", "n", "x", "y");

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "jwk",
            "A JSON Web Key: private_jwk, public_jwk (not for kty oct), kid.",
            List.of(
                    Setting.of("kty", Setting.Type.TEXT, "The key type.")
                            .otherwise("EC")
                            .oneOf("oct", "RSA", "EC", "OKP"),
                    Setting.of(
                                    "curve",
                                    Setting.Type.TEXT,
                                    "The curve of an EC key (P-256 unless given) or an OKP key (Ed25519 unless given).")
                            .oneOf("P-256", "P-384", "P-521", "Ed25519", "X25519"),
                    Setting.of(
                            "bits",
                            Setting.Type.INTEGER,
                            "The size of an RSA key (2048 to 8192, 3072 unless given) or an oct key (128 to 4096, in"
                                    + " whole bytes, 256 unless given)."),
                    Setting.of("use", Setting.Type.TEXT, "What the key is for: signing or encrypting.")
                            .oneOf("sig", "enc"),
                    Setting.of("alg", Setting.Type.TEXT, "The algorithm it is for, as ES256. Must fit the key."),
                    Setting.of("kid", Setting.Type.TEXT, "The key's id, instead of its thumbprint.")),
            (_, settings) -> open(settings));

    Jwk {
        marks = new TreeMap<>(marks);
    }

    static Generator open(Settings settings) {
        String kty = settings.text("kty");
        return switch (kty) {
            case "oct" -> of("oct", symmetric(settings), settings);
            case "RSA" -> of("RSA", settings.has("bits") ? KeyPairs.bits(settings) : 3072, settings);
            case "EC" -> of(curve(settings, KeyPairs.CURVES), 0, settings);
            case "OKP" -> of(curve(settings, "Ed25519", "X25519"), 0, settings);
            default -> throw Wrong.choice("kty", kty, List.of("oct", "RSA", "EC", "OKP"));
        };
    }

    private static int symmetric(Settings settings) {
        int bits = settings.has("bits") ? Wrong.bounded(settings, "bits", 128, 4096) : 256;
        if (bits % 8 != 0) {
            throw Wrong.setting("bits", "is not a multiple of 8", "use 128, 192, 256, 384 or 512");
        }
        return bits;
    }

    private static String curve(Settings settings, String... known) {
        String curve = settings.maybe("curve").orElse(known[0]);
        if (!List.of(known).contains(curve)) {
            throw Wrong.choice("curve", curve, List.of(known));
        }
        return curve;
    }

    private static Jwk of(String kind, int bits, Settings settings) {
        var marks = new TreeMap<String, String>();
        for (String key : List.of("use", "alg", "kid")) {
            settings.maybe(key).ifPresent(text -> marks.put(key, Wrong.line(key, text)));
        }
        var fitting = ALGORITHMS.getOrDefault(kind, List.of());
        if (marks.containsKey("alg") && !fitting.contains(settings.text("alg"))) {
            throw Wrong.choice("alg", settings.text("alg"), fitting);
        }
        return new Jwk(kind, bits, marks);
    }

    @Override
    public int entropyBits() {
        return switch (kind) {
            case "oct" -> bits;
            case "RSA" -> KeyPairs.rsaStrength(bits);
            case "Ed25519", "X25519" -> KeyPairs.STRENGTH_25519;
            default -> KeyPairs.ecStrength(kind);
        };
    }

    @Override
    public Material generate(SecureRandom entropy) {
        var members = switch (kind) {
            case "oct" -> octets(entropy);
            case "RSA" -> rsa(KeyPairs.rsa(bits, entropy));
            case "Ed25519" -> edwards(KeyPairs.ed25519(entropy));
            case "X25519" -> montgomery(KeyPairs.x25519(entropy));
            default -> weierstrass(KeyPairs.ec(kind, entropy));
        };
        return material(members);
    }

    private Material material(SortedMap<String, String> members) {
        String thumbprint = thumbprint(members);
        members.put("kid", thumbprint);
        members.putAll(marks);
        var fields = new Fields()
                .with("private_jwk", CanonicalJson.of(members))
                .with("kid", members.getOrDefault("kid", thumbprint));
        if (!kind.equals("oct")) {
            members.keySet().retainAll(SHOWN);
            fields.with("public_jwk", CanonicalJson.of(members));
        }
        return fields.material();
    }

    /// The thumbprint of RFC 7638: the digest of the members that make the key what it is.
    static String thumbprint(Map<String, String> members) {
        var naming = new TreeMap<>(members);
        naming.keySet().retainAll(NAMING);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(CanonicalJson.of(naming).getBytes(StandardCharsets.UTF_8));
            return base64(digest);
        } catch (GeneralSecurityException e) {
            throw Wrong.missing("SHA-256 digests", e);
        }
    }

    private SortedMap<String, String> octets(SecureRandom entropy) {
        byte[] key = new byte[bits / 8];
        entropy.nextBytes(key);
        return new TreeMap<>(Map.of("kty", "oct", "k", base64(key)));
    }

    private static SortedMap<String, String> rsa(KeyPair pair) {
        var key = (RSAPrivateCrtKey) pair.getPrivate();
        return new TreeMap<>(Map.of(
                "kty", "RSA",
                "n", base64(KeyPairs.unsigned(key.getModulus(), 1)),
                "e", base64(KeyPairs.unsigned(key.getPublicExponent(), 1)),
                "d", base64(KeyPairs.unsigned(key.getPrivateExponent(), 1)),
                "p", base64(KeyPairs.unsigned(key.getPrimeP(), 1)),
                "q", base64(KeyPairs.unsigned(key.getPrimeQ(), 1)),
                "dp", base64(KeyPairs.unsigned(key.getPrimeExponentP(), 1)),
                "dq", base64(KeyPairs.unsigned(key.getPrimeExponentQ(), 1)),
                "qi", base64(KeyPairs.unsigned(key.getCrtCoefficient(), 1))));
    }

    private SortedMap<String, String> weierstrass(KeyPair pair) {
        var key = (ECPrivateKey) pair.getPrivate();
        var point = ((ECPublicKey) pair.getPublic()).getW();
        int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        return new TreeMap<>(Map.of(
                "kty", "EC",
                "crv", kind,
                "x", base64(KeyPairs.unsigned(point.getAffineX(), size)),
                "y", base64(KeyPairs.unsigned(point.getAffineY(), size)),
                "d", base64(KeyPairs.unsigned(key.getS(), size))));
    }

    private SortedMap<String, String> edwards(KeyPair pair) {
        return octetPair(pair, ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow());
    }

    private SortedMap<String, String> montgomery(KeyPair pair) {
        return octetPair(pair, ((XECPrivateKey) pair.getPrivate()).getScalar().orElseThrow());
    }

    private SortedMap<String, String> octetPair(KeyPair pair, byte[] secret) {
        return new TreeMap<>(
                Map.of("kty", "OKP", "crv", kind, "x", base64(KeyPairs.raw25519(pair)), "d", base64(secret)));
    }

    private static String base64(byte[] bytes) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Arrays.fill(bytes, (byte) 0);
        return text;
    }
}
