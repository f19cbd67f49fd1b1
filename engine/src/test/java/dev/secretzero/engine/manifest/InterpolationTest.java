package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterpolationTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("E", "ve", "EMPTY", "", "A", "from the environment");

    private static final String VARIABLES = """
            A: va
            J: '{{var.A}}'
            region: us
            port: 5432
            flag: true
            'off': false
            nothing: null
            empty: ''
            one: 1.0
            big: 10000000000000000000000
            d: {k: v}
            l: [a, 1]
            when: 2024-01-02
            items: 3
            my-key: dashed
            names: {first: x, 'no': y}
            quoted: "it's"
            many: "a\\nb"
            drawn: {deep: '${E}'}
            """;

    private static Mapping variables() {
        var findings = new Findings();
        var raw = (Mapping) YamlText.read("vars", VARIABLES, findings).orElseThrow();
        return Variables.resolve(raw, ENVIRONMENT, Jinja::strings, findings);
    }

    private static Text text(String raw) {
        return Interpolation.of(variables(), ENVIRONMENT).text(new Text(raw, raw, false, Findings.NOWHERE));
    }

    private static String became(String raw) {
        return text(raw).text();
    }

    /// Section 2.2 of the format.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', value = {
        "${A}|va", "${A:-x}|va", "${E}|ve", "${E:-x}|ve", "${Z}|${Z}", "${Z:-x}|x", "<${Z:-}>|<>", "<${EMPTY:-x}>|<>",
        "$${A}|$va", "${Z:-a:-b}|a:-b", "${Z:-${A}}|${A}", "${ A }|${ A }", "${}|${}", "$A|$A", "${Z-x}|${Z-x}",
        "${a.b}|${a.b}", "${A}${E}|vave", "${A|${A", "${}${A}|${}va", "${flag} ${port} ${one}|True 5432 1.0",
        "${J}|va", "${when}|2024-01-02", "${nothing}|None"
    })
    void fillsShellPlaceholders(String raw, String expected) {
        assertThat(became(raw)).isEqualTo(expected);
    }

    /// Sections 2.3 and 2.4 of the format.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = ';', value = {
        "{{var.region}};us", "{{ var.region }};us", "{{var['region']}};us", "{{var.region or 'x'}};us",
        "{{var.missing or 'x'}};x", "{{var.empty or 'x'}};x", "{{var.off or 'x'}};x", "{{var.nothing or 'x'}};x",
        "<{{var.missing}}>;<>", "<{{missing}}>;<>",
        "{{var.missing.deep}};{{var.missing.deep}}", "{{var.missing.deep or 'x'}};{{var.missing.deep or 'x'}}",
        "{{missing.x}};{{missing.x}}", "{{missing['x']}};{{missing['x']}}",
        "{{var.d.k}};v", "{{var.l[0]}};a", "{{var.l.0}};a", "{{var.l[-1]}};1", "{{ var['l'].0 }};a", "{{var['my-key']}};dashed",
        "{{var.my-key}};{{var.my-key}}", "{{var.missing|default('z')}};z", "{{var.empty|default('z', true)}};z",
        "{{var.region|upper}};US", "{{var.l|join(',')}};a,1", "{{var.region ~ '-' ~ var.port}};us-5432",
        "{{'a' if var.region=='us' else 'b'}};a", "{{'a' if var.region!='us' else 'b'}};b", "<{{'a' if false}}>;<>",
        "{{var.port + 1}};5433", "{{var.port +1}};5433", "{{var.port+1}};5433", "{{var.port - 1}};5431",
        "{{var.port / 2}};2716.0", "{{var.port // 3}};1810", "{{ -7 // 2}};-4", "{{ -7 % 3}};2", "{{var.port * 2}};10864",
        "{{'ab' * 2}};abab", "{{ 'n' ~ 1 + 1 }};n2", "{{ var.one }};1.0", "{{ var.flag }};True", "{{ var.nothing }};None",
        "{{ var.l }};['a', 1]", "{{ var.d }};{'k': 'v'}", "{{ var.when }};2024-01-02", "{{ [var.quoted] }};[\"it's\"]",
        "{{ none }};None", "{{ true }};True", "{{ not var.flag }};False", "{{ var.items }};3", "{{var['items']}};3",
        "{{ 'us' in var.region }};True", "{{ 'a' in var.l }};True", "{{ 'z' not in var.l }};True", "{{ 1 == 1.0 }};True",
        "{{ 1 == '1' }};False", "{{ 'k' in var.d }};True", "{{ 'false' and 'x' }};x", "{{ var.flag and 'x' }};x",
        "{{ 'false' | upper }};FALSE", "{{ 2 < 3 }};True", "{{ 'a' < 'b' }};True",
        "{{ var.big + 1 }};10000000000000000000001",
        "{{ var.x.y is defined }};{{ var.x.y is defined }}", "{{ var.x is defined }};False", "{{ var.region is string }};True",
        "{{ var.x is not defined }};True", "{{ var.nothing is none }};True", "{{ 4 is even }};True",
        "{% if var.flag %}{{ 'y' }}{% else %}n{% endif %};y",
        "{% if var.off %}{{ 'y' }}{% elif var.region == 'us' %}e{% else %}n{% endif %};e",
        "{% for i in range(3) %}{{ i }},{% endfor %};0,1,2,",
        "{% for k, v in var.d.items() %}{{ k }}={{ v }}{% endfor %};k=v",
        "{% for k in var.d %}{{ k }}{{ loop.index }}{{ loop.first }}{{ loop.last }}{% endfor %};k1TrueTrue",
        "{% set x = var.port %}{{ x }};5432", "a{# gone #}{{ 'b' }};ab",
        "{% raw %}{{ x }}{% endraw %};{{ x }}", "{{ '{{' }};{{",
        "{{ var.region.upper() }};US", "{{ 'a,b'.split(',')|length }};2", "{{ var.d.get('z', 'q') }};q",
        "{{ var.region|nosuch }};{{ var.region|nosuch }}", "{{ 'a' + 1 }};{{ 'a' + 1 }}", "{{ var.region };{{ var.region }",
        "{{ }};{{ }}", "{{ 1 / 0 }};{{ 1 / 0 }}", "{% nosuch %}{{ 1 }};{% nosuch %}{{ 1 }}", "{{ 1 +};{{ 1 +}",
        "${{ secrets.X }};${{ secrets.X }}", "{{database.host}};{{database.host}}", "<{{environment}}>;<>",
        "{{ var.region|title }};Us", "{{ '  x '|trim }};x", "{{ 'aXb'|replace('X', '-') }};a-b", "{{ 'abc'|first }};a",
        "{{ 'abc'|last }};c", "{{ '12'|int + 1 }};13", "{{ 'x'|int }};0", "{{ 'x'|int(5) }};5", "{{ '1.5'|float }};1.5",
        "{{ 5|string + '!' }};5!", "{{ 'ab'|list }};['a', 'b']", "{{ [3,1,2]|sort }};[1, 2, 3]",
        "{{ [1,1,2]|unique }};[1, 2]", "{{ 2.5|round }};2.0", "{{ 42.55|round(1, 'floor') }};42.5", "{{ (0-3)|abs }};3",
        "{{ var.d|tojson }};{\"k\": \"v\"}", "{{ 'a b/c&'|urlencode }};a%20b/c%26", "{{ 'hello big world'|truncate(9) }};hello...",
        "{{ var.l|length }};2", "{{ 'HeLLo'|capitalize }};Hello", "{{ 'HeLLo'|lower }};hello",
        "{{ [1,2,3]|max }};3", "{{ 'abc'|reverse }};cba", "{{ var.missing|upper|length }};0",
        "{{ {'a': 1}.a }};1", "{{ 'a' if var.missing else 'b' }};b", "{{ 'it''s' }};{{ 'it''s' }}",
        "no braces here;no braces here", "{% if true %}x{% endif %};{% if true %}x{% endif %}"
    })
    void rendersTemplates(String raw, String expected) {
        assertThat(became(raw)).isEqualTo(expected);
    }

    @Test
    void keepsTheNewlineRules() {
        assertThat(became("{{var.region}}\n")).isEqualTo("us");
        assertThat(became("{{var.region}}\n\n")).isEqualTo("us\n");
        assertThat(became("a\r\n{{var.region}}\rb")).isEqualTo("a\nus\nb");
        assertThat(became("a\r\n{{ var.region | upper }}\r\n")).isEqualTo("a\nUS");
        assertThat(became("${A}\r\n")).isEqualTo("va\r\n");
        assertThat(became("{{ 'a\nb'|indent(2) }}")).isEqualTo("a\n  b");
    }

    @Test
    void knowsWhatCameFromTheEnvironment() {
        assertThat(text("${E}").fromEnvironment()).isTrue();
        assertThat(text("${Z:-x}").fromEnvironment()).isFalse();
        assertThat(text("${A}").fromEnvironment()).isFalse();
        assertThat(text("{{ var.region }}").fromEnvironment()).isFalse();
        assertThat(text("{{ var.drawn.deep }}").fromEnvironment()).isTrue();
        assertThat(text("{{ var.drawn }}").fromEnvironment()).isTrue();
        assertThat(text("{{ var['drawn']['deep'] | upper }}").fromEnvironment()).isTrue();
        assertThat(text("{% set x = var %}{{ x.drawn.deep }}").fromEnvironment()).isTrue();
        assertThat(text("{{ var.region | upper }}").fromEnvironment()).isFalse();
        assertThat(text("{{ var.items() }}").fromEnvironment()).isTrue();
        assertThat(text("{{ var['values'] () }}").fromEnvironment()).isTrue();
        assertThat(text("{{ drawn.get('deep') }}").fromEnvironment()).isTrue();
        assertThat(text("{{ var.d.items() }}").fromEnvironment()).isFalse();
        assertThat(text("{{ var.region.upper() }}").fromEnvironment()).isFalse();
        assertThat(text("${drawn}").fromEnvironment()).isTrue();
        assertThat(text("{{ drawn.deep }}").fromEnvironment()).isTrue();
        assertThat(text("${E}").raw()).isEqualTo("${E}");
        assertThat(text("${E}")).hasToString("${E}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{{ ''.getClass() }}", "{{ ''.class }}{{ ''.getClass().forName('java.lang.Runtime') }}", "{{ 'a'.repeat(1000000000) }}",
        "{{ var.class.forName('x') }}", "{{ ____int3rpr3t3r____ }}", "{{ ____int3rpr3t3r____.getContext() }}",
        "{{ ____int3rpr3t3r____.config.x }}", "{{ range(1000000000)|length }}", "{{ range(10**9)|length }}",
        "{% for i in range(1000000000) %}{{ i }}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}{{ 1 }}",
        "{{ 'a' * 1000000000 }}", "{{ 'a'|indent(1000000000, true) }}", "{% include '/etc/passwd' %}{{ 1 }}",
        "{% import '/etc/passwd' as p %}{{ 1 }}", "{% extends '/etc/passwd' %}{{ 1 }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'x'|attr('class') }}", "{{ 'x'|render }}", "{{ [1]|map('upper') }}", "{{ ''|pprint }}", "{{ 'x'.getBytes() }}",
        "{% for c, d in ['ab'] %}{{ c }}{% endfor %}", "{{ var.getClass() }}", "{{ var.l.getClass() }}", "{{ var.l.add(1) }}",
        "{{ var.d.put('a', 1) }}", "{{ var.d.update({'a': 1}) }}", "{% do var.l.append(1) %}{{ 1 }}", "{{ type(1) }}",
        "{{ filter:upper }}", "{{ exptest:defined }}", "{{ dict(a=1) }}", "{{ loop.getClass() }}",
        "{{ 99999999999999999999 * 99999999999999999999 ** 9999999 }}", "{{ true.class.x }}", "{{ __macros__ }}{{ nosuch.x }}",
        "{{ ((((1 }}", "{% set a = 'x' * 900000 %}{% for i in range(50000) %}{{ a }}{% endfor %}"
    })
    void leavesHostileTemplatesAlone(String template) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(became(template)).isEqualTo(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.class }}", "{{ var.class }}", "{{ var.region.bytes }}", "{{ var.l.class }}", "{{ 1.class }}"})
    void seesNoJavaProperty(String template) {
        assertThat(became("<" + template + ">")).isIn("<>", "<" + template + ">");
    }

    @Test
    void stopsListsThatHoldOneAnother() {
        var doubled = new StringBuilder("{% set a0 = ['x'] %}{% set b0 = ['x'] %}");
        for (int i = 1; i <= 40; i++) {
            doubled.append("{%% set a%d = [a%d, a%d] %%}{%% set b%d = [b%d, b%d] %%}".formatted(i, i - 1, i - 1, i, i - 1, i - 1));
        }
        for (var end : List.of("{{ a40 }}", "{{ a40 == b40 }}", "{{ a40|tojson }}", "{{ a40 in [b40] }}", "{{ [a40, b40]|unique }}")) {
            var template = doubled + end;
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(became(template)).isEqualTo(template));
        }
    }

    @Test
    void takesLongPathsAndManyBraces() {
        for (var text : List.of("{{ var" + ".a".repeat(50_000) + " }}", "{{ var" + ".a".repeat(50_000) + " | upper }}",
                "{".repeat(200_000), "${".repeat(200_000) + "}", "{{ ".repeat(100_000) + "}}", "${}".repeat(100_000))) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                assertThat(became(text)).isEqualTo(text);
                assertThat(Interpolation.references(text)).isNotNull();
            });
        }
    }

    @Test
    void survivesDeepNesting() {
        var deep = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
        assertThat(became(deep)).isEqualTo(deep);
    }

    @Test
    void doesNotLoadTheEngineForPlainPaths() {
        Supplier<Jinja> forbidden = () -> {
            throw new AssertionError("the engine was loaded");
        };
        var interpolation = new Interpolation(Scope.of(variables()), ENVIRONMENT, forbidden);
        for (var raw : List.of("plain", "${A}", "{{var.region}}", "{{ var.d.k }}-{{ var.l.0 }}", "{{ var.missing.deep }}")) {
            assertThat(interpolation.text(new Text(raw, raw, false, Findings.NOWHERE)).raw()).isEqualTo(raw);
        }
    }

    @Test
    void putsOtherVariablesOverTheFirst() {
        var findings = new Findings();
        var over = (Mapping) YamlText.read("vars", "{region: eu, d: {z: 1}}", findings).orElseThrow();
        var interpolation = Interpolation.of(variables(), ENVIRONMENT).under(over);
        var raw = "${region} {{ var.region }} {{ var.d.k }}{{ var.d.z }} {{ var.port }} {{ var.d | tojson }}";
        assertThat(interpolation.text(new Text(raw, raw, false, Findings.NOWHERE)).text())
                .isEqualTo("eu eu v1 5432 {\"k\": \"v\", \"z\": 1}");
    }

    @Test
    void leavesATextThatWouldBeTooLong() {
        var large = new Text("x", "x", false, Findings.NOWHERE);
        var value = new Text("y".repeat(300_000), "", false, Findings.NOWHERE);
        var variables = new Mapping(Map.of("v", value), Map.of("v", large.at()), large.at());
        var interpolation = Interpolation.of(variables, Map.of());
        for (String raw : List.of("${v}", "{{ var.v }}", "{{ v ~ '' }}")) {
            assertThat(interpolation.text(new Text(raw, raw, false, large.at())).text()).hasSize(300_000);
            var often = raw.repeat(4);
            assertThat(interpolation.text(new Text(often, often, false, large.at())).text()).isEqualTo(often);
        }
    }

    @Test
    void leavesTextsThatWouldBeTooLongTogether() {
        var value = new Text("y".repeat(900_000), "", false, Findings.NOWHERE);
        var variables = new Mapping(Map.of("v", value), Map.of("v", value.at()), value.at());
        var interpolation = Interpolation.of(variables, Map.of());
        var lengths = java.util.stream.IntStream.range(0, 100)
                .map(i -> interpolation.text(new Text("${v}", "${v}", false, value.at())).text().length())
                .boxed()
                .toList();
        assertThat(lengths.subList(0, 71)).containsOnly(900_000);
        assertThat(lengths.subList(71, 100)).containsOnly(4);
    }
}
