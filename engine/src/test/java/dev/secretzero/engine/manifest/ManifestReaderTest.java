package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.manifest.Diagnostic.Severity;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Text;
import dev.secretzero.engine.manifest.Value.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReaderTest {

    @TempDir
    private Path home;

    private Parsed read(String text) {
        return read(text, Optional.empty());
    }

    private Parsed read(String text, Optional<String> lane) {
        var wish = new Lane.Wish(lane, List.of(), Optional.empty(), home);
        return new ManifestReader(Catalogs.small(), Map.of("TOKEN", "hunter2", "STAGE", "prod"))
                .read(home.resolve("Secretfile.yml"), text, wish);
    }

    private Parsed.Valid valid(String text) {
        return valid(read(text));
    }

    private static Parsed.Valid valid(Parsed parsed) {
        assertThat(parsed).isInstanceOfSatisfying(Parsed.Valid.class, _ -> {});
        return (Parsed.Valid) parsed;
    }

    private static List<String> shown(Parsed parsed) {
        return diagnostics(parsed).stream().map(ManifestReaderTest::shown).toList();
    }

    private static List<Diagnostic> diagnostics(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Valid valid -> valid.warnings();
            case Parsed.Invalid invalid -> invalid.diagnostics();
        };
    }

    private static String shown(Diagnostic it) {
        var at = it.at().map(mark -> mark.line() + ":" + mark.column() + " ").orElse("");
        var severity = it.severity() == Severity.WARNING ? "(warning) " : "";
        return at + severity + it.path() + ": " + it.message() + it.hint().map(hint -> " [" + hint + "]").orElse("");
    }

    private List<String> errors(String text) {
        var parsed = read(text);
        assertThat(parsed).isInstanceOf(Parsed.Invalid.class);
        return shown(parsed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets: []", "labels: {}", "---\nsecrets: []\n...\n", "\ufeffsecrets: []", "version: 1.0\nsecrets: []",
        "secrets: []\nmetadata:\nenvironments:\nconfig:\nagent:\n"})
    void takesTheLeast(String text) {
        assertThat(valid(text).warnings()).isEmpty();
    }

    @Test
    void readsAWholeDocument() {
        var parsed = valid("""
                version: '1.0'
                variables: {region: us, port: 5432}
                metadata: {project: shop, owner: me, environments: [dev], compliance: [SOC2], description: d}
                providers:
                  vault: {auth: {kind: approle, config: {mount: kv}}, config: {url: 'http://localhost'}}
                  here: {kind: local}
                templates:
                  pg:
                    description: Postgres login
                    fields:
                      user: {description: login, generator: {kind: static, config: {default: app}}}
                      password: {generator: {kind: random_password, config: {length: '{{ var.port }}'}}}
                    targets: [{provider: local, kind: file, config: {path: out/pg.json, format: json}}]
                policies:
                  me: {kind: provider_identity, providers: [vault], rules: [{field: account, glob: '1*'}]}
                  r: {kind: rotation, max_age: 90d}
                secrets:
                  - {name: main_db, kind: templates.pg, rotation_period: 30d}
                  - name: token
                    kind: static
                    vars: {region: eu}
                    config: {default: '{{ var.region }}-{{ var.port }}'}
                    one_time: 'YES'
                    source: {kind: env, config: {name: X}}
                    local: 'on'
                    process_tags: [a]
                    targets:
                      - {provider: here, kind: file, config: {path: '${STAGE}.env', merge: 0}}
                    agent_instructions:
                      summary: Set {{ secret_name }} in ${STAGE}
                      steps: [{action: a, description: b, params: {x: 1}}]
                agent: {mode: web, web_port_min: '8000'}
                labels: {team: x}
                """);
        assertThat(parsed.warnings()).isEmpty();
        var manifest = parsed.manifest();
        assertThat(manifest.version()).contains("1.0");
        assertThat(manifest.agent()).isEqualTo(new Manifest.Agent("web", 8000, 65535));
        assertThat(manifest.providers().get("vault")).satisfies(vault -> {
            assertThat(vault.kind()).isEqualTo("vault");
            assertThat(vault.authKind()).contains("approle");
        });
        assertThat(manifest.units()).extracting(Manifest.Unit::entry).containsExactly("main_db.user", "main_db.password", "token");
        var token = manifest.secret("token").orElseThrow();
        assertThat(token.config().at("default")).isInstanceOfSatisfying(Text.class, text -> assertThat(text.text()).isEqualTo("eu-5432"));
        assertThat(token.oneTime()).isTrue();
        assertThat(token.local()).isTrue();
        assertThat(token.at()).hasToString("Secretfile.yml:19:5");
        assertThat(token.targets().getFirst().config().plain(View.SHOWN)).isEqualTo(Map.of("path", "[secret]", "merge", 0L));
        assertThat(token.targets().getFirst().config().plain(View.WRITTEN)).isEqualTo(Map.of("path", "${STAGE}.env", "merge", 0L));
        assertThat(token.agentInstructions().orElseThrow().at("summary"))
                .isInstanceOfSatisfying(Text.class, text -> assertThat(text.text()).isEqualTo("Set {{ secret_name }} in ${STAGE}"));
        assertThat(parsed.lane().lockfile()).isEqualTo(home.resolve(".gitsecrets.lock"));
        assertThat(parsed.lane().localLockfile()).isEqualTo(home.resolve(".gitsecrets.local.lock"));
    }

    /// Section 1.1 of the format: what an unquoted scalar is.
    @ParameterizedTest
    @MethodSource("scalars")
    void readsYaml11(String written, @Nullable Object expected) {
        var config = valid("secrets: [{name: a, kind: static, config: {default: " + written + "}}]")
                .manifest().secret("a").orElseThrow().config();
        assertThat(config.plain(View.RESOLVED)).isEqualTo(java.util.Collections.singletonMap("default", expected));
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of("yes", true), Arguments.of("Off", false), Arguments.of("TRUE", true), Arguments.of("y", "y"),
                Arguments.of("yEs", "yEs"), Arguments.of("'yes'", "yes"), Arguments.of("012", 10L), Arguments.of("0o14", "0o14"),
                Arguments.of("08", "08"), Arguments.of("1_000", 1000L), Arguments.of("1:30", 90L), Arguments.of("0x1F", 31L),
                Arguments.of("0b11", 3L), Arguments.of("-7", -7L), Arguments.of("+7", 7L), Arguments.of("1e3", "1e3"),
                Arguments.of("1.0e+3", 1000.0), Arguments.of("1.0e3", "1.0e3"), Arguments.of("1.", 1.0), Arguments.of(".5", 0.5),
                Arguments.of(".inf", Double.POSITIVE_INFINITY), Arguments.of("-.INF", Double.NEGATIVE_INFINITY),
                Arguments.of("~", null), Arguments.of("", null), Arguments.of("null", null), Arguments.of("''", ""),
                Arguments.of("2024-01-02", java.time.LocalDate.of(2024, 1, 2)), Arguments.of("2024-1-2", "2024-1-2"),
                Arguments.of("2001-12-14t21:59:43.10-05:00", java.time.OffsetDateTime.parse("2001-12-14T21:59:43.1-05:00")),
                Arguments.of("99999999999999999999", new java.math.BigInteger("99999999999999999999")),
                Arguments.of("!!str 12", "12"), Arguments.of("!!int '12'", 12L), Arguments.of("!!float 12", 12.0),
                Arguments.of("1.2.3", "1.2.3"), Arguments.of("-", "-"), Arguments.of(".", "."), Arguments.of("! 12", "12"));
    }

    @Test
    void mergesAnchors() {
        var manifest = valid("""
                labels:
                  base: &base {a: 1, b: 2}
                  other: &other {b: 3, c: 4}
                  one: {<<: *base, b: 9}
                  two: {<<: [*base, *other], d: 5}
                """).manifest();
        assertThat(manifest.labels().at("one")).satisfies(one -> assertThat(one.plain(View.RESOLVED)).isEqualTo(Map.of("a", 1L, "b", 9L)));
        assertThat(manifest.labels().at("two"))
                .satisfies(two -> assertThat(two.plain(View.RESOLVED)).isEqualTo(Map.of("a", 1L, "b", 2L, "c", 4L, "d", 5L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{}|1:1 : empty Secretfile", "[]|1:1 : empty Secretfile", "0|1:1 : empty Secretfile", "false|1:1 : empty Secretfile",
        "\"\"|1:1 : empty Secretfile", "# nothing|1:1 : empty Secretfile", "text|1:1 : Input should be a valid dictionary",
        "[1]|1:1 : Input should be a valid dictionary"
    })
    void refusesADocumentThatIsNoMap(String text, String expected) {
        assertThat(errors(text)).singleElement().asString().startsWith(expected);
    }

    @Test
    void refusesTheClassicInvalidFile() {
        assertThat(errors("invalid: yaml\nno: version\n"))
                .contains("2:1 no: Keys should be strings, and YAML reads \"no\" as the boolean false [write it in quotes: \"no\"]");
    }

    @Test
    void refusesOtherKeysThatAreNoText() {
        assertThat(errors("""
                variables: {no: x}
                labels: {443: x, deep: {443: fine}}
                secrets: [{name: a, kind: static, config: {1.5: x}}]
                """)).filteredOn(line -> line.contains("Keys should be strings")).hasSize(3)
                .anyMatch(line -> line.startsWith("1:13 variables.no"))
                .anyMatch(line -> line.startsWith("2:10 labels.443"))
                .anyMatch(line -> line.startsWith("3:44 secrets.0.config.1.5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "\"a: 1\n\tb: 2\"|2:1 : YAML forbids tabs for indentation [use spaces]",
        "\"a: [1\nb: 2\"|2:2 : The file is not YAML",
        "\"a: 1\na: 2\"|2:1 : The key \"\"a\"\" is there twice",
        "\"a: !mine x\"|1:4 : The tag !mine is not supported",
        "\"a: !!python/object:os.system x\"|1:4 : The tag !!python/object:os.system is not supported",
        "\"a: !!int x\"|1:4 : The value does not fit its tag !!int",
        "\"a: 2024-13-45\"|1:4 : The value \"\"2024-13-45\"\" is not a date of the calendar",
        "\"a: 1\n---\nb: 2\"|2:1 : The file holds more than one YAML document",
        "\"a: *x\"|1:4 : The alias *x has no anchor before it", "\"a: &x [*x]\"|1:8 : The alias *x has no anchor before it",
        "\"? [a]\n: b\"|1:3 : A key should be a text", "\"<<: 1\"|1:5 : Only a mapping can be merged with <<",
        "\"a: 'x\"|1:6 : The file is not YAML"
    })
    void tellsWhereTheYamlIsBroken(String text, String expected) {
        assertThat(errors(text)).anyMatch(line -> line.startsWith(plain(expected)));
    }

    @Test
    void refusesControlCharacters() {
        assertThat(errors("a: 1\nb: x\u0000y")).containsExactly(
                "2:5 : The character U+0000 is not allowed in YAML [remove it, or write it as an escape in double quotes]");
        assertThat(errors("a: \ud800")).first().asString().contains("U+D800");
    }

    @Test
    void refusesBombs() {
        var bomb = new StringBuilder("labels:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            var alias = "*a" + (i - 1);
            bomb.append("  a%d: &a%d [%s]\n".formatted(i, i, String.join(",", java.util.Collections.nCopies(9, alias))));
        }
        assertThat(errors(bomb.toString())).singleElement().asString().contains("The aliases repeat more than");
        assertThat(errors("a: " + "[".repeat(200) + "]".repeat(200))).singleElement().asString().contains("more than 100 levels");
        assertThat(errors("a: " + "[".repeat(1_000_000))).singleElement().asString().contains("more than 100 levels");
    }

    /// Section 1.2 of the format.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "name: 5, kind: static|1:18 secrets.0.name: Input should be a valid string [write it in quotes]",
        "name: a, kind: true|1:27 secrets.0.kind: Input should be a valid string [write it in quotes]",
        "kind: static|1:11 secrets.0.name: Field required", "name: a|1:11 secrets.0.kind: Field required",
        "name: '', kind: static|1:18 secrets.0.name: A name should have at least 1 character",
        "name: a, kind: static, rotation_period: 90|1:52 secrets.0.rotation_period: Input should be a valid string [write it in quotes]",
        "name: a, kind: static, targets: null|1:44 secrets.0.targets: Input should be a valid list",
        "name: a, kind: static, targets: {}|1:44 secrets.0.targets: Input should be a valid list",
        "name: a, kind: static, config: null|1:43 secrets.0.config: Input should be a valid dictionary",
        "name: a, kind: static, config: []|1:43 secrets.0.config: Input should be a valid dictionary",
        "name: a, kind: static, one_time: 2|1:45 secrets.0.one_time: Input should be a valid boolean",
        "name: a, kind: static, one_time: ''|1:45 secrets.0.one_time: Input should be a valid boolean",
        "name: a, kind: static, one_time: maybe|1:45 secrets.0.one_time: Input should be a valid boolean",
        "name: a, kind: static, process_tags: [1]|1:50 secrets.0.process_tags.0: Input should be a valid string",
        "name: a, kind: static, targets: [1]|1:45 secrets.0.targets.0: Input should be a valid dictionary",
        "name: a, kind: static, targets: [{kind: file}]|1:45 secrets.0.targets.0.provider: Field required",
        "name: a, kind: static, source: {kind: nose}|1:50 secrets.0.source.kind: Input should be 'file', 'env', 'secret_ref' or 'provider_read'",
        "name: a, kind: static, source: {}|1:43 secrets.0.source.kind: Field required",
        "name: a, kind: static, source: {kind: file}|1:43 secrets.0.source.config.path: Value error, source.config.path must be a non-empty string",
        "name: a, kind: static, source: {kind: env, config: {name: ' '}}|1:70 secrets.0.source.config.name: Value error, source.config.name must be a non-empty string",
        "name: a, kind: static, source: {kind: env, config: {name: X, trim: 'yes'}}|1:79 secrets.0.source.config.trim: Value error, source.config.trim must be a boolean",
        "name: a, kind: static, source: {kind: file, config: {path: X, key: 1}}|1:79 secrets.0.source.config.key: Value error, source.config.key must be a string when provided",
        "name: a, kind: static, source: {kind: secret_ref, config: {}}|1:70 secrets.0.source.config.secret: Value error, source.config.secret must be a non-empty string",
        "name: a, kind: static, source: {kind: provider_read, config: {provider: local, kind: x, read: 1}}|1:106 secrets.0.source.config.read: Value error, source.config.read must be an object",
        "name: a, kind: static, agent_instructions: {steps: []}|1:55 secrets.0.agent_instructions.summary: Field required",
        "name: a, kind: static, agent_instructions: {summary: x}|1:55 secrets.0.agent_instructions.steps: Field required",
        "name: a, kind: templates.nosuch|1:27 secrets.0.kind: Unknown template \"\"nosuch\"\"",
        "name: a, kind: random_pasword|1:27 secrets.0.kind: Unknown generator kind \"\"random_pasword\"\" [did you mean \"\"random_password\"\"?]",
        "name: a, kind: zzz|1:27 secrets.0.kind: Unknown generator kind \"\"zzz\"\" [known: derived, random_password, static]",
        "name: a, kind: random_password, config: {length: long}|1:61 secrets.0.config.length: Input should be a valid integer [How long.]",
        "name: a, kind: random_password, config: {symbols: 3}|1:62 secrets.0.config.symbols: Input should be a valid boolean [Whether to use symbols.]",
        "name: a, kind: derived|1:11 secrets.0.config.from: Field required [derived needs it: The other secret.]",
        "name: a, kind: derived, config: {from: b}|1:51 secrets.0.config.from: Unknown secret \"\"b\"\" [known: a]",
        "name: a, kind: derived, config: {from: a}|1:51 secrets.0.config.from: The secrets refer to each other in a circle: a -> a",
        "name: a, kind: static, targets: [{provider: valut, kind: file}]|1:56 secrets.0.targets.0.provider: provider \"\"valut\"\" is not declared [known: local]",
        "name: a, kind: static, targets: [{provider: local, kind: fil}]|1:69 secrets.0.targets.0.kind: Unknown target kind \"\"fil\"\" [did you mean \"\"file\"\"?]",
        "name: a, kind: static, targets: [{provider: local, kind: file, config: {format: jsno}}]|1:92 secrets.0.targets.0.config.format: Input should be 'dotenv', 'json', 'yaml' or 'toml' [did you mean \"\"json\"\"?]",
        "name: a, kind: static, targets: [{provider: local, kind: file, config: {path: true}}]|1:90 secrets.0.targets.0.config.path: Input should be a valid string [The file.]",
        "name: a, kind: static, targets: [{provider: local, kind: template, config: {template_path: x}}]|1:87 secrets.0.targets.0.config.output_path: Field required [template needs it: The output.]",
        "name: a, kind: static, targets: [{provider: local, kind: vault_kv, config: {path: x}}]|1:69 secrets.0.targets.0.kind: The provider \"\"local\"\" has no targets of the kind \"\"vault_kv\"\" [\"\"vault_kv\"\" needs a provider of the kind vault]",
        "name: a, kind: static, targets: [{provider: local, kind: file, identity_policies: [x]}]|1:94 secrets.0.targets.0.identity_policies: Unknown identity_policies reference 'x' of secret 'a', target local/file"
    })
    void findsFaultsOfASecret(String secret, String expected) {
        assertThat(errors("secrets: [{" + secret + "}]")).containsExactly(plain(expected));
    }

    /// The table's quoting doubles quotes.
    private static String plain(String expected) {
        return expected.replace("\"\"", "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "name: a, kind: static, targts: []|1:35 (warning) secrets.0.targts: Unknown key \"\"targts\"\" [did you mean \"\"targets\"\"?]",
        "name: a, kind: random_password, config: {lenght: 3}|1:53 (warning) secrets.0.config.lenght: Unknown key \"\"lenght\"\" [did you mean \"\"length\"\"?]",
        "name: a, kind: github_pat, config: {x: 3}|1:27 (warning) secrets.0.kind: The generator kind \"\"github_pat\"\" is not supported by this build",
        "name: a, kind: static, rotation_period: 1h|1:52 (warning) secrets.0.rotation_period: The period is not a number of days, weeks, months or years, and has no effect [write it as 90d, 12w, 3m or 1y]",
        "name: a, kind: static, rotation_period: 0d|1:52 (warning) secrets.0.rotation_period: The period is not a number of days, weeks, months or years, and has no effect [write it as 90d, 12w, 3m or 1y]",
        "name: a, kind: static, targets: [{provider: local, kind: file, config: {pth: x}}]|1:84 (warning) secrets.0.targets.0.config.pth: Unknown key \"\"pth\"\" [did you mean \"\"path\"\"?]",
        "name: a, kind: static, source: {kind: env, config: {name: X, trimm: true}}|1:73 (warning) secrets.0.source.config.trimm: Unknown key \"\"trimm\"\" [did you mean \"\"trim\"\"?]"
    })
    void warnsOfOddities(String secret, String expected) {
        assertThat(shown(valid("secrets: [{" + secret + "}]"))).containsExactly(plain(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "name: a, kind: random_password, config: {length: '12'}", "name: a, kind: random_password, config: {length: '${NOSUCH}'}",
        "name: a, kind: random_password, config: {length: 12.0, symbols: 'off'}", "name: a, kind: random_password, config: {length: null}",
        "name: a, kind: static, targets: [{provider: local, kind: file, config: {key: 12, format: JSON, target_id: x}}]",
        "name: a, kind: static, one_time: 1.0, source: null, rotation_period: null, agent_instructions: null, local: 0"
    })
    void takesWhatCanBeMeant(String secret) {
        assertThat(valid("secrets: [{" + secret + "}]").warnings()).isEmpty();
    }

    @Test
    void checksTheRest() {
        assertThat(errors("""
                metdata: {}
                metadata: {project: 5, environments: x}
                agent: {mode: robot, web_port_min: 80, web_port_max: x}
                providers:
                  local: {kind: vault, config: {mount: x}}
                  v: {kind: valt}
                  w: {kind: vault, auth: {kind: tokn, config: {url: 'not a url', mont: x}}}
                  n:
                  a: {kind: aws, auth: {kind: ambient, region: us}}
                templates:
                  t: {fields: {f: {}}}
                  u: {}
                target_profiles: {p: {identity_policies: [nosuch]}}
                policies:
                  a: {kind: rotaton}
                  b: {kind: rotation, max_age: soon, severity: bad}
                  c: {kind: provider_identity, extra: 1, rules: [{field: x, glob: a, regex: b}, {field: y, any_glob: []}]}
                  d: {kind: compliance}
                  e: text
                  f: {kind: access, allowed_targets: [fil]}
                  g: {kind: provider_identity, providers: [], rules: []}
                config: {output: {verbosity: 9}, llm: {providers: {ollama: {temperature: 2}}}, oops: 1}
                """)).containsExactly(
                "1:1 (warning) metdata: Unknown key \"metdata\" [did you mean \"metadata\"?]",
                "2:21 metadata.project: Input should be a valid string [write it in quotes]",
                "2:38 metadata.environments: Input should be a valid list",
                "3:15 agent.mode: Input should be 'auto', 'human' or 'web'",
                "3:36 agent.web_port_min: Input should be greater than or equal to 1024",
                "3:54 agent.web_port_max: Input should be a valid integer",
                "5:17 providers.local.kind: The alias \"local\" always means this machine [give the provider another alias]",
                "6:13 providers.v.kind: Unknown provider kind \"valt\" [did you mean \"vault\"?]",
                "7:6 providers.w.config.mount: Field required",
                "7:33 providers.w.auth.kind: Input should be " + Section.alternatives(List.of("ambient", "token", "assume_role", "static",
                        "default", "service_principal", "managed_identity", "cli", "profile", "approle", "serviceaccount", "service_account",
                        "kubeconfig", "oauth_device", "password", "password_env", "password_file", "kubernetes", "jwt", "oidc", "userpass",
                        "workload_identity", "app", "universal_auth", "client_credentials")) + " [did you mean \"token\"?]",
                "7:53 providers.w.auth.config.url: Input should be a valid URL [Where it is.]",
                "7:66 (warning) providers.w.auth.config.mont: Unknown key \"mont\" [did you mean \"mount\"?]",
                "8:5 providers.n: Input should be a valid dictionary",
                "9:13 (warning) providers.a.kind: The provider kind \"aws\" is not supported by this build",
                "11:19 templates.t.fields.f.generator: Field required",
                "12:6 templates.u.fields: Field required",
                "13:42 target_profiles.p.identity_policies: Unknown identity_policies reference 'nosuch' of target_profiles.p [known: a, b, c, d, f, g]",
                "15:13 (warning) policies.a.kind: The policy kind \"rotaton\" is unknown and has no effect [did you mean \"rotation\"?]",
                "16:32 (warning) policies.b.max_age: The period is not a number of days, weeks, months or years, and has no effect [write it as 90d, 12w, 3m or 1y]",
                "16:48 policies.b.severity: Input should be 'error', 'warning' or 'info'",
                "17:6 policies.c.providers: Field required",
                "17:32 policies.c.extra: Extra inputs are not permitted [known: description, enabled, kind, match, name, providers, rules, severity]",
                "17:50 policies.c.rules.0: Value error, a rule has exactly one of glob, regex, any_glob and all_glob, not 2",
                "17:102 policies.c.rules.1.any_glob: List should have at least 1 item after validation, not 0",
                "18:6 policies.d.standard: Field required",
                "19:6 (warning) policies.e: The policy \"e\" is not a dictionary and has no effect",
                "20:38 (warning) policies.f.allowed_targets: No target kind is called \"fil\"",
                "21:43 policies.g.providers: List should have at least 1 item after validation, not 0",
                "21:54 policies.g.rules: List should have at least 1 item after validation, not 0",
                "22:30 config.output.verbosity: Input should be less than or equal to 3",
                "22:74 config.llm.providers.ollama.temperature: Input should be less than or equal to 1",
                "22:80 (warning) config.oops: Unknown key \"oops\" [known: discovery, llm, mcp, output, version]");
    }

    @Test
    void findsFaultsBetweenSecrets() {
        assertThat(errors("""
                templates:
                  t: {fields: {f: {generator: {kind: static}}}, targets: [{provider: local, kind: file, config: {path: t.env}}]}
                secrets:
                  - {name: a, kind: static, targets: [{provider: local, kind: file}]}
                  - {name: a, kind: static}
                  - {name: b, kind: static, targets: [{provider: local, kind: file, config: {key: a}}]}
                  - {name: x, kind: templates.t}
                  - {name: y, kind: templates.t}
                  - {name: c, kind: static, source: {kind: secret_ref, config: {secret: d}}}
                  - {name: d, kind: derived, config: {from: e}}
                  - {name: e, kind: derived, config: {from: c}}
                  - {name: f, kind: derived, config: {from: x.f}}
                  - {name: g, kind: derived, config: {from: x.nosuch}}
                  - {name: h, kind: static, local: true, targets: [{provider: local, kind: template, config: {template_path: a, output_path: b}}, {provider: v, kind: vault_kv, config: {path: p}}]}
                providers: {v: {kind: vault, mount: kv}}
                """)).containsExactly(
                "5:12 secrets.1.name: Duplicate secret name \"a\" [it is already the name of secrets.0]",
                "6:39 secrets.2: \"a\" and \"b\" are both written to the key \"a\" of the same file [give one of them another path or `key`]",
                "8:5 (warning) secrets.4: \"x.f\" and \"y.f\" are both written to the key \"f\" of the same file [use a template of its own for each, with other paths or keys]",
                "11:45 secrets.7.config.from: The secrets refer to each other in a circle: c -> d -> e -> c",
                "13:45 secrets.9.config.from: Unknown secret \"x.nosuch\" [known: a, b, c, d, e, f, g, h, x, y]",
                "14:131 secrets.10.targets: Value error, the secret 'h' is local-only, and its target v/vault_kv leaves this machine"
                        + " [use a local file or template target, or set local_allow_cloud: true]");
    }

    @Test
    void suggestsADeclaredProvider() {
        assertThat(errors("""
                providers: {vault: {mount: kv}}
                secrets:
                  - {name: a, kind: static, targets: [{provider: valut, kind: vault_kv, config: {path: p}}]}
                """)).containsExactly("3:50 secrets.0.targets.0.provider: provider \"valut\" is not declared [did you mean \"vault\"?]");
    }

    private static final String LANES = """
            variables: {region: none, db: {host: h, port: 1}}
            environments:
              default: dev
              profiles:
                dev: {var_files: [dev.szvar]}
                prod: {var_files: [dev.szvar, prod.szvar], lockfile: locks/prod.lock, target_profile: strict}
                ghost: {var_files: [ghost.szvar]}
                list: {var_files: [list.szvar]}
            policies: {who: {kind: provider_identity, providers: [v], rules: [{field: x, glob: '*'}]}}
            target_profiles:
              strict:
                identity_policies: [who]
                provider_overrides: {v: {path: from-provider, tags: {a: 1}}}
                target_overrides: {vault_kv: {path: from-target}}
            providers: {v: {kind: vault, mount: kv}}
            templates:
              t:
                fields: {f: {generator: {kind: static}, targets: [{provider: v, kind: vault_kv, config: {path: field}}]}}
                targets: [{provider: v, kind: vault_kv, config: {path: template}}]
            secrets:
              - {name: a, kind: static, config: {default: '{{ var.region }} {{ var.db.host }}:{{ var.db.port }}'}}
              - {name: b, kind: static, targets: [{provider: v, kind: vault_kv, config: {path: own, tags: {b: 2}}}]}
              - {name: c, kind: templates.t}
            """;

    private void varFiles() throws IOException {
        Files.writeString(home.resolve("dev.szvar"), "region: dev\ndb: {port: 2}\n");
        Files.writeString(home.resolve("prod.szvar"), "region: prod\n");
        Files.writeString(home.resolve("list.szvar"), "- a\n");
    }

    @Test
    void takesTheDefaultLane() throws IOException {
        varFiles();
        var parsed = valid(LANES);
        assertThat(parsed.lane().environment()).contains("dev");
        assertThat(parsed.lane().varFiles()).containsExactly(home.resolve("dev.szvar"));
        assertThat(parsed.manifest().secret("a").orElseThrow().config().plain(View.RESOLVED)).isEqualTo(Map.of("default", "dev h:2"));
    }

    @Test
    void takesNoLaneForAnEmptyName() throws IOException {
        varFiles();
        var parsed = valid(read(LANES, Optional.of("")));
        assertThat(parsed.lane().environment()).isEmpty();
        assertThat(parsed.manifest().secret("a").orElseThrow().config().plain(View.RESOLVED)).isEqualTo(Map.of("default", "none h:1"));
    }

    @Test
    void appliesTheTargetProfileEverywhere() throws IOException {
        varFiles();
        var parsed = valid(read(LANES, Optional.of("prod")));
        assertThat(parsed.lane().lockfile()).isEqualTo(home.resolve("locks/prod.lock"));
        assertThat(parsed.lane().localLockfile()).isEqualTo(home.resolve("locks/prod.local.lock"));
        assertThat(parsed.manifest().units()).flatExtracting(Manifest.Unit::targets).hasSize(3).allSatisfy(target -> {
            assertThat(target.identityPolicies()).containsExactly("who");
            assertThat(target.config().plain(View.RESOLVED)).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("path", "from-target");
        });
        assertThat(parsed.manifest().secret("b").orElseThrow().targets().getFirst().config().plain(View.RESOLVED))
                .isEqualTo(Map.of("path", "from-target", "tags", Map.of("a", 1L, "b", 2L)));
    }

    @Test
    void mergesRuntimeVarFilesLast() throws IOException {
        varFiles();
        var elsewhere = Files.createDirectory(home.resolve("work"));
        Files.writeString(elsewhere.resolve("x.szvar"), "region: runtime\n");
        var wish = new Lane.Wish(Optional.of("prod"), List.of(Path.of("x.szvar")), Optional.of(Path.of("mine.lock")), elsewhere);
        var parsed = valid(new ManifestReader(Catalogs.small(), Map.of()).read(home.resolve("Secretfile.yml"), LANES, wish));
        assertThat(parsed.lane().varFiles()).containsExactly(home.resolve("dev.szvar"), home.resolve("prod.szvar"), elsewhere.resolve("x.szvar"));
        assertThat(parsed.lane().lockfile()).isEqualTo(home.resolve("mine.lock"));
        assertThat(parsed.manifest().variables().plain(View.RESOLVED))
                .isEqualTo(Map.of("region", "runtime", "db", Map.of("host", "h", "port", 2L)));
    }

    @Test
    void tellsWhatIsWrongWithALane() throws IOException {
        varFiles();
        assertThat(shown(read(LANES, Optional.of("prd")))).containsExactly(
                "2:1 environments: Unknown environment \"prd\"; known: dev, ghost, list, prod [did you mean \"prod\"?]");
        assertThat(shown(read(LANES, Optional.of("ghost")))).singleElement().asString()
                .contains("variables: The var file").contains("ghost.szvar does not exist");
        assertThat(shown(read(LANES, Optional.of("list")))).containsExactly("1:1 variables: The var file list.szvar must contain a dictionary");
        assertThat(shown(read("secrets: []", Optional.of("dev")))).singleElement().asString().contains("none is declared");
        Files.write(home.resolve("dev.szvar"), new byte[] {'a', ':', '\n', (byte) 0xff});
        assertThat(shown(read(LANES))).singleElement().asString().contains("is not UTF-8 text: the byte at line 2, column 1");
        Files.writeString(home.resolve("dev.szvar"), "a: [");
        assertThat(diagnostics(read(LANES))).singleElement().satisfies(it -> assertThat(it.at().orElseThrow().file()).isEqualTo("dev.szvar"));
    }

    @Test
    void checksLanes() {
        assertThat(errors("""
                environments:
                  default: nosuch
                  profiles:
                    a: {var_files: [' ', x, x], target_profile: nosuch, locfile: y}
                secrets: []
                """)).contains(
                "1:1 environments: Unknown environment \"nosuch\"; known: a",
                "2:12 environments.default: The default \"nosuch\" is not defined in profiles [known: a]",
                "4:20 environments.profiles.a.var_files: The environment \"a\" contains an empty var_files entry",
                "4:20 environments.profiles.a.var_files: The environment \"a\" has the duplicate entry \"x\"",
                "4:49 environments.profiles.a.target_profile: The environment \"a\" references the unknown target_profile \"nosuch\"",
                "4:57 (warning) environments.profiles.a.locfile: Unknown key \"locfile\" [did you mean \"lockfile\"?]");
    }

    @ParameterizedTest
    @CsvSource({"Secretfile.yml,.gitsecrets.lock,.gitsecrets.local.lock", "Secretfile.yaml,Secretfile.lock,Secretfile.local.lock",
        "Secretfile.test.yml,Secretfile.test.lock,Secretfile.test.local.lock", "other,other.lock,other.local.lock"})
    void derivesTheLockfile(String secretfile, String lockfile, String local) {
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), home);
        var lane = valid(new ManifestReader(Catalogs.small(), Map.of()).read(home.resolve(secretfile), "secrets: []", wish)).lane();
        assertThat(lane.lockfile()).isEqualTo(home.resolve(lockfile));
        assertThat(lane.localLockfile()).isEqualTo(home.resolve(local));
    }

    @Test
    void resolvesVariablesInAnyOrder() {
        var manifest = valid("""
                variables:
                  url: 'http://{{ var.host }}:{{ var.ports[0] }}/${stage}'
                  host: 'db.{{ var.stage | upper }}'
                  stage: '${STAGE:-dev}'
                  ports: [80]
                  self: {a: '{{ var.self.b }}', b: x}
                  plain: 5
                """).manifest();
        assertThat(manifest.variables().plain(View.RESOLVED)).isEqualTo(Map.of(
                "url", "http://db.PROD:80/prod", "host", "db.PROD", "stage", "prod", "ports", List.of(80L),
                "self", Map.of("a", "x", "b", "x"), "plain", 5L));
        assertThat(manifest.variables().at("url")).isInstanceOfSatisfying(Text.class, url -> {
            assertThat(url.fromEnvironment()).isTrue();
            assertThat(url.raw()).isEqualTo("http://{{ var.host }}:{{ var.ports[0] }}/${stage}");
        });
        assertThat(manifest.variables().at("plain")).isInstanceOf(Scalar.class);
    }

    @Test
    void findsNoCircleWhereThereIsNone() {
        var manifest = valid("""
                variables:
                  env: '{{ var.x }} env {{ "env" }}'
                  upper: '{{ var.x | upper }}'
                  x: x
                  y: "{{ 'y' if var.x else 'var.y' }}"
                  a: '{{ var.x | lower | trim }}{{ var.x is string }}'
                  lower: '{{ var.a }}'
                  trim: '{{ var.a }}'
                  string: '{{ var.a }}'
                  bare: '{{ late }}'
                  late: '{{ var.x }}'
                """).manifest();
        assertThat(manifest.variables().plain(View.RESOLVED))
                .isEqualTo(Map.of("env", "x env env", "upper", "X", "x", "x", "y", "y",
                        "a", "xTrue", "lower", "xTrue", "trim", "xTrue", "string", "xTrue", "bare", "x", "late", "x"));
    }

    @Test
    void refusesCirclesOfVariables() {
        assertThat(errors("variables: {a: '{{ var.b }}', b: '${c}', c: \"{{ var['a'] }}\"}")).containsExactly(
                "1:16 variables.a: The variables refer to each other in a circle: a -> b -> c -> a [give one of them a plain value]");
        assertThat(errors("variables: {a: '{{ var.a | upper }}'}")).hasSize(1);
        var chain = IntStream.range(0, 1000).mapToObj(i -> "  v%d: '${v%d}'".formatted(i, i + 1)).collect(Collectors.joining("\n"));
        assertThat(errors("variables:\n" + chain + "\n  v1000: x")).isNotEmpty().allMatch(line -> line.contains("more than 200 times"));
    }

    @Test
    void neverShowsWhatCameFromTheEnvironment() {
        var parsed = read("secrets: [{name: a, kind: static, targets: [{provider: local, kind: file, config: {format: '${TOKEN}'}}]}]");
        assertThat(parsed.toString()).doesNotContain("hunter2");
        assertThat(shown(parsed)).containsExactly(
                "1:92 secrets.0.targets.0.config.format: Input should be 'dotenv', 'json', 'yaml' or 'toml'");
    }

    @Test
    void neverShowsKindsAndAliasesFromTheEnvironment() {
        var parsed = read("secrets: [{name: a, kind: '${TOKEN}', targets: [{provider: '${TOKEN}', kind: file}, {provider: local, kind: '${TOKEN}'}]},"
                + " {name: b, kind: 'templates.${TOKEN}'}]\npolicies: {x: {kind: '${TOKEN}'}}");
        assertThat(shown(parsed)).hasSize(5).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void takesNamesWithDots() {
        var manifest = valid("""
                providers: {my.vault: {kind: vault, mount: kv}}
                templates: {my.tpl: {fields: {a.b: {generator: {kind: static}}}}}
                secrets:
                  - {name: x.y, kind: templates.my.tpl, targets: [{provider: my.vault, kind: vault_kv, config: {path: p}}]}
                  - {name: z, kind: derived, config: {from: x.y}}
                """).manifest();
        assertThat(manifest.providers()).containsOnlyKeys("my.vault");
        assertThat(manifest.units()).extracting(Manifest.Unit::entry).containsExactly("x.y.a.b", "z");
    }

    @Test
    void namesTheFileAsTheUserDoes() throws IOException {
        var below = Files.createDirectory(home.resolve("conf")).resolve("Secretfile.yml");
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), home);
        var reader = new ManifestReader(Catalogs.small(), Map.of());
        assertThat(diagnostics(reader.read(below, "secrets: 5", wish)).getFirst().at().orElseThrow()).hasToString("conf/Secretfile.yml:1:10");
        var elsewhere = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), home.resolve("other"));
        assertThat(diagnostics(reader.read(below, "secrets: 5", elsewhere)).getFirst().at().orElseThrow()).hasToString(below + ":1:10");
    }

    @Test
    void checksADocumentWithoutPositions() {
        var reader = new ManifestReader(Catalogs.small(), Map.of());
        assertThat(shown(reader.check(Map.of("secrets", List.of(Map.of("kind", "static")))))).containsExactly(
                "(warning) version: The document has no version", "secrets.0.name: Field required");
        assertThat(reader.check(Map.of("version", "1.0", "secrets", List.of()))).isInstanceOf(Parsed.Valid.class);
        assertThat(shown(reader.check(Map.of("version", "1.0", "secrets", Map.of())))).containsExactly("secrets: Input should be a valid list");
        assertThat(shown(reader.check(Map.of("version", "1.0")))).containsExactly("secrets: Field required");
        assertThat(reader.check(Map.of())).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void readsTenThousandSecretsAndTwentyMegabytes() {
        var text = new StringBuilder("providers: {v: {kind: vault, mount: kv}}\nsecrets:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  - {name: s").append(i).append(", kind: derived, config: {from: s").append(i + 1)
                    .append("}, targets: [{provider: v, kind: vault_kv, config: {path: '{{ var.stage }}/").append(i)
                    .append("'}}, {provider: nosuch, kind: file}], vars: {x: ").append("y".repeat(1900)).append("}}\n");
        }
        text.append("  - {name: s10000, kind: static}\nvariables: {stage: x}\n");
        assertThat(text.length()).isGreaterThan(20_000_000);
        assertThat(errors(text.toString())).hasSize(10_000).allMatch(line -> line.endsWith("provider \"nosuch\" is not declared [known: local, v]"));
    }
}
