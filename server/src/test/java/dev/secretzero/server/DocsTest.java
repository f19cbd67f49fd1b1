package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocsTest {

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    @Test
    void everyFileOfThePagesIsInTheProgram() {
        for (var page : List.of(Docs.swagger(), Docs.redoc())) {
            var assets = ASSET.matcher(page.text()).results().map(match -> match.group(1)).toList();
            assertThat(assets).hasSizeGreaterThan(2).allSatisfy(asset -> {
                assertThat(asset).startsWith("/docs/assets/");
                assertThat(Docs.asset(asset.substring(13)).body()).isNotEmpty();
            });
        }
    }

    @Test
    void thePagesAskNoOtherHost() {
        for (var page : List.of(Docs.swagger(), Docs.redoc())) {
            assertThat(page.text()).doesNotContain("//");
            assertThat(page.headers().getOrDefault("Content-Security-Policy", "")).contains("default-src 'none'").doesNotContain("http");
        }
        assertThat(Docs.asset("redoc.standalone.js").text()).doesNotContain("cdn.redoc");
        assertThat(Docs.asset("swagger-start.js").text()).contains("validatorUrl: null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../Docs.class", "none.js", "swagger-ui.css/..", ""})
    void servesNothingElse(String name) {
        assertThatThrownBy(() -> Docs.asset(name)).isInstanceOf(Refusal.Refused.class);
    }
}
