package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.GeneratorContract;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract and the promises of certificates against a real server, where there is one: a root, and an authority below it
/// that signs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealPkiTest extends GeneratorContract {

    private final RealVault vault = RealVault.start();
    private final String mount = mounted();

    private String mounted() {
        var root = vault.engine("pki");
        var below = vault.engine("pki");
        vault.write(root + "/root/generate/internal", "{\"common_name\":\"root of a test\",\"key_type\":\"ec\"}");
        var request = vault.write(below + "/intermediate/generate/internal", "{\"common_name\":\"signer of a test\",\"key_type\":\"ec\"}");
        var signed = vault.write(root + "/root/sign-intermediate", json("csr", field(request, "csr")));
        vault.write(below + "/intermediate/set-signed", json("certificate", field(signed, "certificate")));
        vault.write(root + "/issuer/default", "{}");
        role(below, "web", "");
        role(below, "unkept", ",\"no_store\":true");
        role(below, "leased", ",\"generate_lease\":true");
        return below;
    }

    private void role(String engine, String name, String more) {
        vault.write(engine + "/roles/" + name,
                "{\"allowed_domains\":\"example.com\",\"allow_subdomains\":true,\"allowed_uri_sans\":\"spiffe://*\",\"key_type\":\"ec\","
                        + "\"max_ttl\":\"72h\",\"ttl\":\"24h\"" + more + "}");
    }

    private static String json(String key, String value) {
        return Answer.text(FakeVault.fields(Map.of(key, Material.of(value))));
    }

    private static String field(Material answer, String name) {
        return Answer.at(answer, "data", name).map(Answer::text).orElseThrow();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @Override
    protected Generator.Issuer open() {
        return open(RealVault.ROOT, "web");
    }

    private Generator.Issuer open(String token, String role, String... more) {
        return open(List.of("url", vault.url(), "token", token), role, more);
    }

    private Generator.Issuer open(List<String> connection, String role, String... more) {
        var pairs = new ArrayList<>(List.of("role", role, "mount_point", mount, "common_name", "app.example.com"));
        pairs.addAll(List.of(more));
        var provider = Fixture.provider(Fixture.host(Path.of("/"), Map.of(), Instant::now), connection.toArray(String[]::new));
        return Fixture.pki(provider, pairs.toArray(String[]::new));
    }

    private static String text(Material material, String name) {
        return Answer.at(material, name).map(Answer::text).orElseThrow();
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private String revocation(String serial) {
        return field(vault.read(mount + "/cert/" + serial), "revocation_time");
    }

    @Test
    void givesACertificateThatFitsItsKeyAndItsChain() throws Exception {
        var issuer = open(RealVault.ROOT, "web", "alt_names", "a.example.com,b.example.com", "ip_sans", "127.0.0.1", "uri_sans",
                "spiffe://example.com/x", "ttl", "2H");
        var issued = issuer.issue("name");
        var certificate = certificates(text(issued.material(), "certificate")).getFirst();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=app.example.com");
        assertThat(certificate.getSubjectAlternativeNames()).extracting(each -> each.get(1).toString())
                .containsExactlyInAnyOrder("a.example.com", "b.example.com", "app.example.com", "127.0.0.1", "spiffe://example.com/x");
        assertThat(issued.expires()).contains(certificate.getNotAfter().toInstant());
        var chain = certificates(text(issued.material(), "chain"));
        assertThat(chain).hasSizeGreaterThanOrEqualTo(2).first().isEqualTo(certificate);
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i - 1).verify(chain.get(i).getPublicKey());
        }
        assertThat(certificates(text(issued.material(), "ca_certificate"))).containsExactly(chain.get(1));
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(
                Base64.getMimeDecoder().decode(text(issued.material(), "private_key").replaceAll("-----[^\n]*\n", ""))));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(new byte[] {1});
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(new byte[] {1});
        assertThat(signature.verify(signed)).isTrue();
        issued.material().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"der", "pem_bundle"})
    void givesOtherForms(String format) throws Exception {
        try (var material = open(RealVault.ROOT, "web", "format", format).issue("name").material()) {
            var certificate = text(material, "certificate");
            var pem = format.equals("der") ? "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n" : certificate.substring(certificate.indexOf("-----BEGIN CERTIFICATE"));
            assertThat(certificates(pem).getFirst().getSubjectX500Principal().getName()).isEqualTo("CN=app.example.com");
            assertThat(((Material.Fields) material).values()).containsOnlyKeys("certificate", "private_key", "ca_certificate", "serial_number");
        }
    }

    @Test
    void revokesBySerialNumber() {
        var issued = open().issue("name");
        var serial = text(issued.material(), "serial_number");
        assertThat(revocation(serial)).isEqualTo("0");
        open().revoke(issued.handle());
        assertThat(revocation(serial)).isNotEqualTo("0");
    }

    @Test
    void saysThatOneThatIsNotKeptCannotBeRevoked() {
        var handle = open(RealVault.ROOT, "unkept").issue("name").handle();
        assertThat(problem(() -> open().revoke(handle)).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void saysWhatTheRoleDoesNotAllow() {
        var other = Fixture.provider(Fixture.host(Path.of("/"), Map.of(), Instant::now), "url", vault.url(), "token", RealVault.ROOT);
        assertThat(problem(() -> Fixture.pki(other, "role", "web", "mount_point", mount, "common_name", "example.org").issue("n")).code())
                .isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem(() -> open(RealVault.ROOT, "none").issue("n")).code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem(() -> Fixture.pki(other, "role", "web", "mount_point", "nowhere", "common_name", "example.org").issue("n")).code())
                .isEqualTo(Problem.Code.NOT_FOUND);
    }

    /// Vault shortens what is too long, and says so to nobody but who reads its warnings.
    @Test
    void noticesThatItIsValidForLessThanWasAskedFor() {
        assertThat(problem(() -> open(RealVault.ROOT, "web", "ttl", "1000H", "min_ttl", "999H").issue("n")).message())
                .contains("`min_ttl` asks for 999h");
    }

    /// The policy of docs/bundles/vault.md is enough, and less is not.
    @Test
    void theLeastPolicyIsEnough() {
        var issue = "path \"%1$s/issue/web\" { capabilities = [\"update\"] }\n".formatted(mount);
        var revoke = "path \"%1$s/revoke\" { capabilities = [\"update\"] }\n".formatted(mount);
        var enough = open(vault.appRole(issue + revoke, "1h"), "web");
        enough.revoke(enough.issue("name").handle());
        var less = open(vault.appRole(issue, "1h"), "web");
        var handle = less.issue("name").handle();
        assertThat(problem(() -> less.revoke(handle)).hint().orElseThrow()).contains("path \"" + mount + "/revoke\" { capabilities = [\"update\"] }");
        assertThat(problem(() -> open(vault.appRole(revoke, "1h"), "web").issue("name")).hint().orElseThrow())
                .contains("path \"" + mount + "/issue/web\" { capabilities = [\"update\"] }");
    }

    @Test
    void keepsTheTokenThatALeasedCertificateHangsOn() {
        var policy = "path \"%1$s/issue/*\" { capabilities = [\"update\"] }\n".formatted(mount);
        var kept = Fixture.provider(Fixture.host(Path.of("/"), Map.of(), Instant::now), vault.appRole(policy, "1h").toArray(String[]::new));
        var material = Fixture.pki(kept, "role", "leased", "mount_point", mount, "common_name", "app.example.com").issue("name").material();
        kept.close();
        assertThat(revocation(text(material, "serial_number"))).isEqualTo("0");
    }
}
