package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessKeyTest extends GeneratorContract {

    private Optional<FakeAws> started = Optional.empty();

    @BeforeAll
    void start() {
        started = Optional.of(FakeAws.start());
    }

    @BeforeEach
    void addUser() {
        aws().user("app");
    }

    @AfterEach
    void reset() {
        aws().reset();
    }

    @AfterAll
    void stop() {
        started.ifPresent(FakeAws::close);
    }

    private FakeAws aws() {
        return started.orElseThrow();
    }

    @Override
    protected Generator.Issuer open() {
        return key("app");
    }

    private AccessKey key(String user, String... more) {
        var pairs = new ArrayList<>(List.of("user_name", user));
        pairs.addAll(List.of(more));
        return Fixture.key(Fixture.provider(aws()), pairs.toArray(String[]::new));
    }

    private static Problem problem(Runnable action) {
        return catchThrowableOfType(ProblemException.class, action::run).problem();
    }

    @Test
    void twoKeysOverlapAndEachIsRevokedByItself(Canaries canaries) {
        var first = open().issue("db");
        var second = open().issue("db");
        canaries.watch("first", first.material());
        assertThat(((Material.Fields) first.material()).values()).containsOnlyKeys("access_key_id", "secret_access_key");
        assertThat(open().outstanding("db").orElseThrow()).containsExactlyInAnyOrder(first.handle(), second.handle());
        open().revoke(first.handle());
        assertThat(open().outstanding("db").orElseThrow()).containsExactly(second.handle());
        assertThat(second.handle().value()).startsWith("app/");
    }

    @Test
    void refusesAThirdKeyUnlessTheOldestMayGo() {
        var first = open().issue("db");
        var second = open().issue("db");
        assertThat(problem(() -> open().issue("db")).hint().orElseThrow()).contains("replace_oldest");
        var third = key("app", "replace_oldest", "true").issue("db");
        assertThat(open().outstanding("db").orElseThrow()).hasSize(2).contains(third.handle()).containsAnyOf(first.handle(), second.handle());
    }

    @Test
    void saysThatThereIsNoSuchUser() {
        assertThat(problem(() -> key("nobody").issue("db")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(key("nobody").outstanding("db").orElseThrow()).isEmpty();
        assertThat(problem(() -> key("a/b")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void namesThePermissionThatIsMissing() {
        aws().fail(1, 403, "CreateAccessKey", "AccessDenied");
        assertThat(problem(() -> open().issue("db")).hint().orElseThrow()).contains("allow iam:CreateAccessKey on arn:aws:iam::*:user/app");
        assertThat(problem(() -> open().revoke(new Generator.Handle("no user"))).code()).isEqualTo(Problem.Code.UNWRITABLE);
    }
}
