package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiSettingsTest {

    @Test
    void hasTheDocumentedDefaults() {
        var settings = ApiSettings.of(Map.of(), Map.of());
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.port()).isEqualTo(8000);
        assertThat(settings.secretfile()).isEqualTo(Path.of("Secretfile.yml"));
        assertThat(settings.key()).isEmpty();
        assertThat(settings.reload()).isFalse();
        assertThat(settings.insecure()).isFalse();
        assertThat(settings.origins()).isEmpty();
    }

    @Test
    void flagsWinOverVariables() {
        var settings = ApiSettings.of(Map.of("SECRETZERO_PORT", "9000"), Map.of("SECRETZERO_PORT", "0"));
        assertThat(settings.port()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "70000", "-1", "80 80", "8000.0", "99999999999"})
    void refusesWhatIsNoPort(String port) {
        refused(Map.of("SECRETZERO_PORT", port), "SECRETZERO_PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesABlankKey(String key) {
        refused(Map.of("SECRETZERO_API_KEY", key), "SECRETZERO_API_KEY");
    }

    @ParameterizedTest
    @CsvSource({"SECRETZERO_RELOAD,maybe", "SECRETZERO_INSECURE,2", "SECRETZERO_ALLOWED_ORIGINS,*",
        "SECRETZERO_ALLOWED_ORIGINS,example.com", "SECRETZERO_ALLOWED_ORIGINS,https://a.example/path"})
    void refusesWrongValuesAndNamesTheSetting(String name, String value) {
        refused(Map.of(name, value), name);
    }

    @Test
    void trimsOrigins() {
        var settings = ApiSettings.of(
                Map.of("SECRETZERO_ALLOWED_ORIGINS", " https://A.example , http://localhost:3000/ ,, "), Map.of());
        assertThat(settings.origins()).containsExactlyInAnyOrder("https://a.example", "http://localhost:3000");
    }

    @Test
    void allowsEveryOriginOnlyWithAKey() {
        var settings =
                ApiSettings.of(Map.of("SECRETZERO_ALLOWED_ORIGINS", "*", "SECRETZERO_API_KEY", "k"), Map.of());
        assertThat(settings.origins()).containsExactly("*");
    }

    @Test
    void neverShowsTheKey() {
        var settings = ApiSettings.of(Map.of("SECRETZERO_API_KEY", "canary-of-the-key"), Map.of());
        assertThat(settings.toString()).doesNotContain("canary-of-the-key");
    }

    private static void refused(Map<String, String> environment, String name) {
        assertThatThrownBy(() -> ApiSettings.of(environment, Map.of()))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> {
                    assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
                    assertThat(thrown.problem().message()).contains(name).doesNotContain("\n");
                });
    }
}
