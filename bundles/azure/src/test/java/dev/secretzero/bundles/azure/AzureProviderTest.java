package dev.secretzero.bundles.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.ProviderContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AzureProviderTest extends ProviderContract {

    private final FakeKeyVault fake = FakeKeyVault.start();

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        fake.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(fake);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(fake, credential));
    }

    private static Problem problem(Provider.Standing standing) {
        return ((Provider.Standing.Refused) standing).problem();
    }

    private Problem faulty(String... pairs) {
        return catchThrowableOfType(ProblemException.class, () -> Fixture.provider(Fixture.host(home, Map.of()), pairs)).problem();
    }

    @Test
    void tellsTheIdentity() {
        assertThat(((Provider.Standing.Ready) open().standing()).actor().claims())
                .containsEntry("provider", "azure")
                .containsEntry("app_id", FakeKeyVault.CLIENT)
                .containsEntry("user", FakeKeyVault.CLIENT)
                .containsEntry("tenant_id", FakeKeyVault.TENANT)
                .containsEntry("object_id", "of-the-object")
                .containsEntry("token_type", "service_principal")
                .containsEntry("vault_url", fake.url());
        assertThat(fake.count()).isZero();
    }

    @Test
    void saysThatTheSecretIsRefused() {
        var problem = problem(Fixture.provider(fake, "other").standing());
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem.hint().orElseThrow()).contains("az login");
    }

    @Test
    void saysThatTheTokenServerDoesNotAnswer() {
        fake.close();
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @Test
    void trustsOnlyWhomItIsTold() throws IOException {
        Files.writeString(home.resolve("ca.pem"), "no certificate");
        var environment = new TreeMap<>(Fixture.environment(fake));
        environment.put("AZURE_CLIENT_SECRET", FakeKeyVault.SECRET);
        environment.put("AZURE_CA_FILE", home.resolve("ca.pem").toString());
        assertThat(problem(Fixture.provider(Fixture.host(home, environment)).standing()).code()).isEqualTo(Problem.Code.UNREADABLE);
        environment.remove("AZURE_CA_FILE");
        assertThat(problem(Fixture.provider(Fixture.host(home, environment)).standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "vault.azure.net", "https://u:p@h", "https://h/path", "https://h?q"})
    void refusesWhatIsNoVault(String url) {
        var problem = faulty("vault_url", url);
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.message()).doesNotContain("u:p");
    }

    @Test
    void saysWhatALoginLacks() {
        assertThat(faulty("method", "service_principal").message()).contains("tenant_id");
        assertThat(faulty("method", "service_principal", "tenant_id", "t", "client_id", "c").message()).contains("client_secret");
        assertThat(faulty("method", "workload_identity", "tenant_id", "t", "client_id", "c").message()).contains("federated_token_file");
        assertThat(faulty("client_secret", "s").message()).contains("tenant_id");
        assertThat(faulty("timeout", "10m").message()).contains("timeout");
    }

    private String read(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        return switch (open().read(query)) {
            case Observation.Shown(var content, _) -> text(content);
            case Observation.Absent _ -> "absent";
            case Observation.Hidden _ -> "hidden";
            case Observation.Unseen _ -> "unseen";
        };
    }

    private static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void readsWhatWasMadeElsewhere() {
        fake.store("app", "one");
        fake.store("app", "two");
        assertThat(read("name", "app")).isEqualTo("two");
        assertThat(read("path", "app", "vault_url", fake.url(), "version", "00000000000000000000000000000001")).isEqualTo("one");
        assertThat(read("secret_name", "none")).isEqualTo("absent");
        for (var faulty : new String[][] {{"version", "1"}, {"name", "a_b"}, {"name", "app", "version", "../1"}, {"name", "app", "vault_url", ":"},
            {"name", "app", "vault_name", "x.example.com/"}}) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> read(faulty)).problem().code())
                    .isEqualTo(Problem.Code.SETTING_INVALID);
        }
    }
}
