package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GeneratorOffersTest {

    private static List<Offer<?, ?>> offers() {
        return new LocalPlugin()
                .bundles().stream().<Offer<?, ?>>flatMap(bundle -> bundle.generators().stream()).toList();
    }

    @Test
    void areNamedOnce() {
        assertThat(offers().stream().map(Offer::kind))
                .hasSize(17)
                .doesNotHaveDuplicates()
                .contains("random_password", "random_string", "static", "script", "tls_certificate");
    }

    @Test
    void saySomethingOfEverySetting() {
        for (var offer : offers()) {
            assertThat(offer.summary()).endsWith(".");
            assertThat(offer.settings().stream().map(Setting::key)).doesNotHaveDuplicates();
            assertThat(offer.settings()).allMatch(setting -> setting.summary().endsWith("."));
        }
    }

    @Test
    void fallBackOnlyToAChoice() {
        for (var offer : offers()) {
            for (var setting : offer.settings()) {
                if (!setting.choices().isEmpty()) {
                    assertThat(setting.choices()).containsAll(setting.fallback().stream().toList());
                }
            }
        }
    }
}
