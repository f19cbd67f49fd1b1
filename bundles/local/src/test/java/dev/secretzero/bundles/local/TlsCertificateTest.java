package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsCertificateTest {

    private static final Map<String, Object> ROOT =
            Map.of("common_name", "Test Root", "is_ca", true, "validity", "10y");
    private static final Map<String, Object> LEAF = Map.of("common_name", "db.example.com", "ca", "root");

    @TempDir
    Path directory;

    private static Material root(Map<String, ?> more) {
        var settings = new HashMap<String, Object>(ROOT);
        settings.putAll(more);
        return Bench.make(TlsCertificate.OFFER, settings);
    }

    private static Material signed(Material authority, Map<String, ?> settings) {
        return Bench.derive(TlsCertificate.OFFER, settings, Map.of("root", authority));
    }

    private static X509Certificate certificate(Material made) {
        return certificates(field(made, "certificate")).getFirst();
    }

    private static List<X509Certificate> certificates(String pem) {
        try {
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("JavaUtilDate")
    private static void validate(Material made, Material root, Instant when) throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate(root), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        var chain = certificates(field(made, "chain"));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, chain.size() - 1));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    @ParameterizedTest
    @CsvSource({"ec, P-256, 3072", "ec, P-384, 3072", "ec, P-521, 3072", "rsa, P-256, 2048", "ed25519, P-256, 3072"})
    void isAcceptedByTheJavaRuntimeAndByOpenssl(String type, String curve, int bits)
            throws GeneralSecurityException, IOException, InterruptedException {
        var key = Map.of("key_type", type, "curve", curve, "bits", bits);
        var root = root(key);
        var settings = new HashMap<String, Object>(key);
        settings.putAll(LEAF);
        var leaf = signed(root, settings);
        validate(leaf, root, Bench.NOW);
        Outside.write(directory, "root.pem", field(root, "certificate"));
        Outside.write(directory, "leaf.pem", field(leaf, "certificate"));
        Outside.write(directory, "leaf.key", field(leaf, "private_key"));
        assertThat(Outside.run(
                        directory, "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname",
                        "db.example.com", "-attime", Long.toString(Bench.NOW.getEpochSecond()), "-CAfile", "root.pem",
                        "leaf.pem"))
                .contains("leaf.pem: OK");
        assertThat(Outside.run(directory, "openssl", "pkey", "-in", "leaf.key", "-pubout"))
                .isEqualTo(Outside.run(directory, "openssl", "x509", "-in", "leaf.pem", "-noout", "-pubkey"));
    }

    @Test
    void signsThroughAnIntermediateAuthority() throws GeneralSecurityException {
        var root = root(Map.of());
        var middle = signed(root, Map.of("common_name", "Middle", "is_ca", true, "path_length", 0, "ca", "root"));
        var leaf = signed(middle, LEAF);
        assertThat(certificates(field(leaf, "chain"))).hasSize(3);
        assertThat(field(leaf, "ca_certificate")).isEqualTo(field(middle, "certificate"));
        validate(leaf, root, Bench.NOW);
        var problem = Bench.problem(() -> signed(middle, Map.of("common_name", "Deeper", "is_ca", true, "ca", "root")));
        assertThat(problem.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem.message()).contains("\"root\"");
    }

    @Test
    void signsItselfUnlessAskedOtherwise() throws GeneralSecurityException {
        var made = Bench.make(TlsCertificate.OFFER, Map.of("common_name", "localhost"));
        var certificate = certificate(made);
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(field(made, "chain")).isEqualTo(field(made, "certificate"));
        assertThat(field(made, "ca_certificate")).isEqualTo(field(made, "certificate"));
        assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(159);
        assertThat(certificate.getVersion()).isEqualTo(3);
    }

    @Test
    @SuppressWarnings("JavaUtilDate")
    void isValidFromFiveMinutesAgoForAYear() throws GeneralSecurityException {
        var certificate = certificate(Bench.make(TlsCertificate.OFFER, Map.of("common_name", "a")));
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(Bench.NOW.minus(Duration.ofMinutes(5)));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(Bench.NOW.plus(Duration.ofDays(365)));
    }

    @Test
    @SuppressWarnings("JavaUtilDate")
    void isNeverValidLongerThanItsAuthority() throws GeneralSecurityException {
        var root = root(Map.of("validity", "30d"));
        var leaf = signed(root, LEAF);
        assertThat(certificate(leaf).getNotAfter()).isEqualTo(certificate(root).getNotAfter());
        validate(leaf, root, Bench.NOW.plus(Duration.ofDays(29)));
        assertThatThrownBy(() -> validate(leaf, root, Bench.NOW.plus(Duration.ofDays(31))))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    @SuppressWarnings("JavaUtilDate")
    void livesPast2049() {
        var certificate = certificate(Bench.make(TlsCertificate.OFFER, Map.of("common_name", "a", "validity", "50y")));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(Bench.NOW.plus(Duration.ofDays(50 * 365)));
    }

    @Test
    void namesItsOwnerInEveryForm() throws GeneralSecurityException {
        var made = Bench.make(
                TlsCertificate.OFFER,
                Map.of(
                        "common_name", "Db.example.com",
                        "organization", "Example, Inc.",
                        "sans", List.of(
                                "db.example.com", "*.db.example.com", "bücher.example", "10.0.0.1", "::1",
                                "ops@example.com", "spiffe://example/db")));
        var names = new HashSet<String>();
        certificate(made)
                .getSubjectAlternativeNames()
                .forEach(name -> names.add(name.getFirst() + " " + name.getLast()));
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "2 db.example.com", "2 *.db.example.com", "2 xn--bcher-kva.example", "7 10.0.0.1",
                        "7 0:0:0:0:0:0:0:1", "1 ops@example.com", "6 spiffe://example/db");
        assertThat(certificate(made).getSubjectX500Principal().getName())
                .isEqualTo("CN=Db.example.com,O=Example\\, Inc.");
    }

    @Test
    void marksAlternativeNamesCriticalOnlyWithoutASubject() {
        var named = certificate(Bench.make(TlsCertificate.OFFER, Map.of("common_name", "a", "sans", "b")));
        var nameless = certificate(signed(root(Map.of()), Map.of("sans", "b", "ca", "root")));
        assertThat(named.getNonCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(nameless.getCriticalExtensionOIDs()).contains("2.5.29.17", "2.5.29.15", "2.5.29.19");
        assertThat(nameless.getSubjectX500Principal().getName()).isEmpty();
    }

    @Test
    void saysWhatItIsFor() throws GeneralSecurityException {
        var both = certificate(Bench.make(
                TlsCertificate.OFFER, Map.of("common_name", "a", "usages", List.of("server", "client"))));
        assertThat(both.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(both.getKeyUsage()).startsWith(true, false, false, false, false, false, false);
        var rsa = certificate(Bench.make(
                TlsCertificate.OFFER, Map.of("common_name", "a", "key_type", "rsa", "bits", 2048)));
        assertThat(rsa.getKeyUsage()).startsWith(true, false, true, false, false, false, false);
        var client = certificate(Bench.make(TlsCertificate.OFFER, Map.of("common_name", "a", "usages", "client")));
        assertThat(client.getSubjectAlternativeNames()).isNull();
        var root = certificate(root(Map.of("path_length", 2)));
        assertThat(root.getExtendedKeyUsage()).isNull();
        assertThat(root.getKeyUsage()).startsWith(true, false, false, false, false, true, true);
        assertThat(root.getBasicConstraints()).isEqualTo(2);
    }

    @Test
    void refusesAnAuthorityThatIsNone() {
        var leaf = Bench.make(TlsCertificate.OFFER, Map.of("common_name", "a"));
        assertThat(Bench.problem(() -> signed(leaf, LEAF)).message()).contains("not a certificate authority");
        assertThat(Bench.problem(() -> signed(Material.of("CANARY"), LEAF)).toString())
                .contains("does not hold a certificate")
                .doesNotContain("CANARY");
        var broken = new Fields().with("certificate", "CANARY").with("private_key", "CANARY").with("chain", "");
        assertThat(Bench.problem(() -> signed(broken.material(), LEAF)).toString())
                .contains("does not hold a certificate")
                .doesNotContain("CANARY");
        var generator = (Generator.Derived) Bench.open(TlsCertificate.OFFER, LEAF);
        assertThat(Bench.problem(() -> generator.derive(new TreeMap<>(), new Seeded(1))).code())
                .isEqualTo(Problem.Code.GENERATION_FAILED);
    }

    @Test
    void refusesAKeyThatIsNotTheAuthoritys() {
        var one = root(Map.of());
        var other = Bench.make(TlsCertificate.OFFER, ROOT, 99);
        var mixed = new Fields()
                .with("certificate", field(one, "certificate"))
                .with("private_key", field(other, "private_key"))
                .with("chain", field(one, "chain"));
        assertThat(Bench.problem(() -> signed(mixed.material(), LEAF)).message()).contains("could not be signed");
    }

    @Test
    void refusesAnAuthorityThatHasExpired() {
        var root = root(Map.of("validity", "1s"));
        var host = Bench.host(directory.toAbsolutePath(), Map.of());
        var generator = (Generator.Derived) TlsCertificate.open(
                () -> host.clock().instant().plusSeconds(1), new SettingsOf(TlsCertificate.OFFER, LEAF));
        assertThat(Bench.problem(() -> generator.derive(new TreeMap<>(Map.of("root", root)), new Seeded(1)))
                        .message())
                .contains("has expired");
    }

    @Test
    void refusesSettingsThatMakeNoCertificate() {
        Bench.refuses(TlsCertificate.OFFER, Map.of(), "common_name");
        Bench.refuses(TlsCertificate.OFFER, Map.of("sans", "a"), "common_name");
        Bench.refuses(TlsCertificate.OFFER, Map.of("is_ca", true, "sans", "a", "ca", "root"), "common_name");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "x".repeat(65)), "common_name");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a\nb"), "common_name");
        var wrong = List.of("a b", "-a", "a..b", "1.2.3.256", "fe80::1%eth0", "", "x:y", "é@b", "http://[", "a*.b");
        for (String san : wrong) {
            Bench.refuses(TlsCertificate.OFFER, Map.of("sans", List.of(san)), "sans");
        }
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "validity", "0s"), "validity");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "validity", "101y"), "validity");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "key_type", "dsa"), "key_type");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "usages", List.of("email")), "usages");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "usages", List.of()), "usages");
        Bench.refuses(TlsCertificate.OFFER, Map.of("common_name", "a", "path_length", 0), "path_length");
    }
}
