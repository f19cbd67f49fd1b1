package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A certificate that may sign others, with its key.
///
/// @param secret the name of the secret that holds it
/// @param pem the certificate as it was read
/// @param chain the certificate and those above it
record Authority(String secret, X509Certificate certificate, PrivateKey key, String pem, String chain) {

    static Authority of(String secret, String certificate, @Nullable Material key, String chain) {
        if (!(key instanceof Material.Single(var pem))) {
            throw unreadable(secret, null);
        }
        try {
            var parsed = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
            String algorithm = parsed.getPublicKey().getAlgorithm();
            return new Authority(secret, parsed, pem.lend(bytes -> key(algorithm, bytes)), certificate, chain);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable(secret, e);
        }
    }

    private static PrivateKey key(String algorithm, byte[] pem) throws GeneralSecurityException {
        String body = new String(pem, StandardCharsets.US_ASCII)
                .replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }

    private static ProblemException unreadable(String secret, @Nullable Exception cause) {
        var problem = Problem.of(
                        Problem.Code.GENERATION_FAILED,
                        "\"" + secret + "\" does not hold a certificate and a key in PEM")
                .hint("\"ca\" must name a secret of kind tls_certificate with is_ca: true");
        return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
    }

    /// Refuses what this authority cannot sign.
    void check(boolean forAuthority, Instant now) {
        int depth = certificate.getBasicConstraints();
        if (depth < 0) {
            throw Wrong.made(
                    "\"" + secret + "\" is not a certificate authority", "set is_ca: true there, and make it anew");
        }
        if (forAuthority && depth == 0) {
            throw Wrong.made(
                    "\"" + secret + "\" may not sign another authority",
                    "raise its path_length, or sign with the authority above it");
        }
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            throw Wrong.made("the certificate of \"" + secret + "\" has expired", "rotate \"" + secret + "\" first");
        }
    }
}
