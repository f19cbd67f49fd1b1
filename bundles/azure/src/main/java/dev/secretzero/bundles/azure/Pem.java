package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// Files that a login is made of. They are looked at first, because the library does not tell a file that is no good from a
/// server that does not answer.
final class Pem {

    private static final int LONGEST = 1 << 16;

    private Pem() {}

    /// The name of a file with the certificate of a service principal and its RSA key, in PEM.
    static String principal(Path path) {
        try (var file = read(path, "client_certificate_path")) {
            if (!file.lend(bytes -> isWhole(new String(bytes, StandardCharsets.ISO_8859_1)))) {
                throw unreadable(path + " holds no certificate with its RSA key", "give `client_certificate_path` a file in PEM with both, the key as"
                        + " PKCS#8 (BEGIN PRIVATE KEY) and without a passphrase");
            }
        }
        return path.toString();
    }

    /// The name of a file with a signed token.
    static String signed(Path path) {
        try (var file = read(path, "federated_token_file")) {
            if (file.length() == 0) {
                throw unreadable(path + " is empty", "`federated_token_file` names a file with a signed token");
            }
        }
        return path.toString();
    }

    private static Secret read(Path path, String setting) {
        try (var in = Files.newInputStream(path)) {
            return Secret.take(in.readNBytes(LONGEST));
        } catch (IOException _) {
            throw unreadable(path + " cannot be read", "check `" + setting + "`, and that the file is there and may be read");
        }
    }

    private static ProblemException unreadable(String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.UNREADABLE, what).hint(hint));
    }

    private static boolean isWhole(String text) {
        try {
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(part(text, "CERTIFICATE")));
            KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE KEY")));
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] part(String text, String what) {
        var begin = "-----BEGIN " + what + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + what + "-----", from);
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException("no " + what);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }
}
