package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificates are believed.
///
/// @param file of certificates in PEM; Java's own store when empty
record Trust(Optional<Path> file) {

    HttpClient.Builder client() {
        var builder = HttpClient.newBuilder();
        file.ifPresent(path -> builder.sslContext(read(path)));
        return builder;
    }

    private static SSLContext read(Path path) {
        try (var in = Files.newInputStream(path)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, managers.getTrustManagers(), null);
            return tls;
        } catch (IOException | GeneralSecurityException _) {
            throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, path + " holds no certificates that can be read")
                    .hint("`ca_file` names a file of certificates in PEM"));
        }
    }
}
