package dev.secretzero.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateRendererTest {

    @TempDir
    private Path home;

    private Path file(String name, String text) throws IOException {
        var path = home.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static String rendered(Path template) {
        var values = new TreeMap<String, Material>();
        values.put("password", Material.of("canary<&>"));
        values.put("login", new Material.Fields(new TreeMap<>(Map.of("user", Material.of("app")))));
        return new TemplateRenderer().render(template, values).lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "a={{ password }}|a=canary<&>", "a={{ secrets.password }}|a=canary<&>", "{{ secrets['login'].user }}|app",
        "{{ login.user.upper() }}|APP", "<{{ missing }}{{ secrets.missing }}>|<>",
        "{% for k in secrets %}{{ k }} {% endfor %}|\"login password \"",
        "{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(login.user) }}|[app]", "\"one\n\"|\"one\n\"", "\"{{ login.user }}\n\n\"|\"app\n\n\"",
        "{% if password %}yes{% endif %}|yes", "{{ 'a' if missing is defined else 'b' }}|b", "{# note #}x|x"
    })
    void rendersSecrets(String template, String expected) throws IOException {
        assertThat(rendered(file("t.j2", template))).isEqualTo(expected);
    }

    @Test
    void escapesOnlyMarkup() throws IOException {
        assertThat(rendered(file("t.html", "{{ password }}"))).isEqualTo("canary&lt;&amp;&gt;");
        assertThat(rendered(file("t.XML", "{{ password|safe }}"))).isEqualTo("canary<&>");
        assertThat(rendered(file("t.html.j2", "{{ password }}"))).isEqualTo("canary<&>");
    }

    @Test
    void includesFilesBelowItsDirectory() throws IOException {
        file("sub/part.j2", "part {{ login.user }}");
        file("base.j2", "<{% block b %}{% endblock %}>");
        assertThat(rendered(file("t.j2", "{% include 'sub/part.j2' %}"))).isEqualTo("part app");
        assertThat(rendered(file("u.j2", "{% extends 'base.j2' %}{% block b %}{{ login.user }}{% endblock %}"))).isEqualTo("<app>");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{% include '../outside.j2' %}", "{% include '/etc/hostname' %}", "{% include 'link.j2' %}", "{% include 'missing.j2' %}",
        "{{ password", "{% if %}", "{{ missing.deep }}", "{{ password.getClass() }}", "{{ password|nosuch }}", "{% include 't.j2' %}",
        "{% for i in range(100000) %}{{ password }}{{ password }}{% endfor %}"
    })
    void refusesFaultyTemplatesWithoutQuotingThem(String text) throws IOException {
        file("outside.j2", "outside");
        var template = file("in/t.j2", text);
        Files.createSymbolicLink(home.resolve("in/link.j2"), home.resolve("outside.j2"));
        assertThatThrownBy(() -> rendered(template)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(Problem.Code.GENERATION_FAILED);
            assertThat(e.problem().message()).contains("in/t.j2").doesNotContain("canary");
            assertThat(e.getCause()).isNull();
        });
    }

    @Test
    void stopsMacrosThatMultiply() throws IOException {
        var text = new StringBuilder("{% macro m0() %}{% endmacro %}");
        for (int i = 1; i <= 40; i++) {
            text.append("{%% macro m%d() %%}{{ m%d() }}{{ m%d() }}{%% endmacro %%}".formatted(i, i - 1, i - 1));
        }
        var template = file("t.j2", text + "{{ m40() }}");
        assertThatThrownBy(() -> rendered(template)).isInstanceOf(ProblemException.class);
    }

    @Test
    void tellsOfAMissingTemplate() {
        assertThatThrownBy(() -> rendered(home.resolve("nosuch.j2"))).isInstanceOfSatisfying(ProblemException.class, e ->
                assertThat(e.problem().code()).isEqualTo(Problem.Code.NOT_FOUND));
    }
}
