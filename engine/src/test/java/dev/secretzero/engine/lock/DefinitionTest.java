package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DefinitionTest {

    private static final TargetDeclaration ENV = Sample.target("local", "file", Map.of("path", Sample.text(".env")));
    private static final TargetDeclaration A = Sample.target("local", "file", Map.of("path", Sample.text("a.env")));
    private static final TargetDeclaration SSM =
            Sample.target("aws", "ssm_parameter", Map.of("name", Sample.text("/x")));

    @Test
    void ofAPlainSecretIsTheHashOfTheFormat() {
        var secret = Sample.secret("s", "random_password", Map.of("length", Sample.scalar(32)), List.of(ENV));
        assertThat(hash(secret)).isEqualTo("18849af567e54107c46f2a37b85e1e3d8d457e97db308fc3e8396130ec36ed49");
    }

    @Test
    void doesNotDependOnTheOrderOfTargets() {
        assertThat(List.of(List.of(A, SSM), List.of(SSM, A))).allSatisfy(targets -> {
            var plain = Sample.secret("s", "random_string", Map.of(), targets);
            var source = new Source(
                    Source.Kind.ENV, true, Sample.mapping(Map.of("name", Sample.text("E"))), Sample.AT);
            var secret = new Declaration(
                    plain.name(),
                    plain.kind(),
                    plain.vars(),
                    Optional.of(source),
                    plain.config(),
                    true,
                    Optional.of("90d"),
                    plain.targets(),
                    Optional.empty(),
                    List.of("tag"),
                    false,
                    false,
                    Sample.AT);
            assertThat(hash(secret)).isEqualTo("6d3ceb739ee568561adbcc8f141df1f5ae1539eab89f3e813b2ba92b30f550f4");
        });
    }

    @Test
    void ofATemplateTakesInItsFieldsAndTargets() {
        var generator = new GeneratorDeclaration(
                "static", Sample.mapping(Map.of("default", Sample.text("app"))), Sample.AT);
        var template = new Template("db", Map.of("user", new Field("u", generator, List.of(), Sample.AT)), List.of(A), Sample.AT);
        var secret = Sample.secret("s", "templates.db", Map.of(), List.of());
        var manifest = Sample.manifest(List.of(secret), Map.of("db", template), Map.of(), List.of());
        assertThat(Definition.hash(manifest, secret))
                .isEqualTo("dd5b59abe1e914a6368d5b9cea6ff32bb0bd704265fc0049090da51af4115f71");
    }

    @Test
    void doesNotDependOnTheEnvironment() {
        var one = Sample.secret("s", "static", Map.of("value", fromEnvironment("canary-1")), List.of());
        var other = Sample.secret("s", "static", Map.of("value", fromEnvironment("canary-2")), List.of());
        assertThat(hash(one)).isEqualTo(hash(other));
        assertThat(Definition.plain(Sample.manifest(one), one).toString()).doesNotContain("canary");
    }

    @Test
    void changesWithTheDeclarationAndNotWithItsName() {
        var secret = Sample.secret("s", "random_password", Map.of("length", Sample.scalar(32)), List.of(ENV));
        var longer = Sample.secret("s", "random_password", Map.of("length", Sample.scalar(64)), List.of(ENV));
        var moved = Sample.secret("s", "random_password", Map.of("length", Sample.scalar(32)), List.of(A));
        var renamed = Sample.secret("t", "random_password", Map.of("length", Sample.scalar(32)), List.of(ENV));
        assertThat(hash(longer)).isNotEqualTo(hash(secret));
        assertThat(hash(moved)).isNotEqualTo(hash(secret));
        assertThat(hash(renamed)).isEqualTo(hash(secret));
    }

    @Test
    void ofAnUnknownTemplateIsThatOfTheSecretAlone() {
        var secret = Sample.secret("s", "templates.none", Map.of(), List.of());
        assertThat(Definition.plain(Sample.manifest(secret), secret)).doesNotContainKey("template");
    }

    private static Value fromEnvironment(String value) {
        return new Value.Text(value, "${TOKEN}", true, Sample.AT);
    }

    private static String hash(Declaration secret) {
        Manifest manifest = Sample.manifest(secret);
        return Definition.hash(manifest, secret);
    }
}
