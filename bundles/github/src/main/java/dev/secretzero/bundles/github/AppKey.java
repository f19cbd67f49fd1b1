package dev.secretzero.bundles.github;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/// The private key of a GitHub App: RSA in PEM, as PKCS#1, which GitHub gives out, or PKCS#8. The line breaks may be written
/// as a backslash and an n, as environment variables often hold them.
record AppKey(Secret pem) {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    // GitHub refuses tokens of more than ten minutes; our clock may be a minute fast or slow.
    private static final int BEFORE = 60;
    private static final int AFTER = 540;

    /// A JSON Web Token (RFC 7519) that is signed with RS256 and says that we are the app.
    Secret token(String app, Instant now) {
        var head = part(Map.of("alg", Material.of("RS256"), "typ", Material.of("JWT")));
        var claims = part(Map.of(
                "iat", number(now.getEpochSecond() - BEFORE),
                "exp", number(now.getEpochSecond() + AFTER),
                "iss", Material.of(app)));
        var signed = head + "." + claims;
        return Secret.of(signed + "." + BASE64.encodeToString(signature(signed.getBytes(StandardCharsets.US_ASCII))));
    }

    private static Material number(long value) {
        return new Material.Literal(Secret.of(String.valueOf(value)));
    }

    private static String part(Map<String, Material> fields) {
        try (var json = MaterialText.of(new Material.Fields(new TreeMap<>(fields)))) {
            return json.lend(BASE64::encodeToString);
        }
    }

    private byte[] signature(byte[] text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException _) {
            // Their messages may quote the key.
            throw new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, "setting \"private_key\" is not an RSA key in PEM")
                    .hint("give the file that GitHub lets you download for the app, whole, as private_key or private_key_path"));
        }
    }

    private PrivateKey key() throws GeneralSecurityException, IOException {
        var text = pem.lend(bytes -> new String(bytes, StandardCharsets.US_ASCII)).replace("\\n", "\n");
        byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]*-----", ""));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(
                text.contains("BEGIN RSA PRIVATE KEY") ? wrapped(der) : der));
    }

    /// PKCS#1 as PKCS#8.
    private static byte[] wrapped(byte[] der) throws IOException {
        var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(der)).getEncoded();
    }
}
