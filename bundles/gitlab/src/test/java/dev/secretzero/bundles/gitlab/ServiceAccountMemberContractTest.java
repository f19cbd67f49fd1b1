package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.TargetContract;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceAccountMemberContractTest extends TargetContract {

    private final FakeGitlab gitlab = FakeGitlab.start();
    private final GitlabProvider provider = Fixture.provider(gitlab);
    private final String account = gitlab.account("deployer");

    @AfterEach
    void stop() {
        gitlab.close();
    }

    @Override
    protected Target open() {
        return target();
    }

    @Override
    protected boolean tamper(Target target, String name) {
        return false;
    }

    @Override
    protected Sight sight() {
        return Sight.BLIND;
    }

    private Target target(String... more) {
        var pairs = new ArrayList<>(List.of("service_account_user_id", account, "resource_type", "project", "resource", "team/app"));
        pairs.addAll(List.of(more));
        return Fixture.member(provider, pairs.toArray(String[]::new));
    }

    private static void put(Target target) {
        target.put("name", Material.of("value"), new Expect.Anything());
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void sendsNothingOfTheValue(Canaries canaries) {
        var value = canaries.make("value");
        target().put("name", Material.of(value), new Expect.Nothing());
        assertThat(gitlab.role("projects/team/app", account)).contains("30");
        assertThat(gitlab.asked()).containsExactly("POST projects/team/app/members");
    }

    @Test
    void doesNotClaimToHoldTheValue() {
        put(target());
        assertThat(target().observe("name")).isInstanceOfSatisfying(Observation.Unseen.class, seen -> {
            assertThat(seen.why().code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
            assertThat(seen.why().message()).isEqualTo("the service account " + account + " belongs to project \"team/app\", which holds no value");
        });
    }

    @Test
    void noticesThatTheMembershipIsGone() {
        put(target());
        gitlab.member("projects/team/app", account, "");
        assertThat(target().observe("name")).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void leavesARoleThatIsThere() {
        gitlab.member("projects/team/app", account, "40");
        put(target());
        assertThat(gitlab.role("projects/team/app", account)).contains("40");
    }

    @Test
    void isContentWithAGroupAbove() {
        gitlab.member("groups/team", account, "40");
        assertThat(target().observe("name")).isInstanceOf(Observation.Unseen.class);
        put(target());
        assertThat(gitlab.role("projects/team/app", account)).isEmpty();
    }

    @Test
    void joinsAGroup() {
        put(target("resource_type", "group", "resource", "8", "access_level", "20"));
        assertThat(gitlab.role("groups/team/sub", account)).contains("20");
    }

    @Test
    void takesTheGroupOfTheProvider() {
        put(target("resource_type", "group", "resource", "auto"));
        assertThat(gitlab.role("groups/team", account)).contains("30");
    }

    @Test
    void saysThatARoleIsRefused() {
        assertThat(problem(() -> put(target("access_level", "50"))).hint().orElseThrow()).contains("access_level");
    }

    @Test
    void saysThatThereIsNoSuchProjectOrAccount() {
        assertThat(problem(() -> target("resource", "team/none").observe("name")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> put(target("service_account_user_id", "999"))).code()).isEqualTo(Problem.Code.NOT_FOUND);
    }

    /// Nobody says which project: not the provider, no pipeline and no checkout.
    @Test
    void wantsAProjectBeforeItLooks() {
        assertThat(problem(() -> target("resource", "auto").observe("name")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(gitlab.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"service_account_user_id, 0", "service_account_user_id, -1", "resource_type, user", "resource, ../x", "access_level, 31"})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> target(key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "429, THROTTLED", "503, UNREACHABLE", "302, UNREACHABLE"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code) {
        gitlab.fail(status, 2);
        assertThat(problem(() -> target().observe("name")).code()).isEqualTo(code);
        assertThat(problem(() -> put(target())).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"id\":[1]}", "{\"id\":9999}", "<html>"})
    void takesAnotherServerForWhatItIs(String answer) {
        gitlab.say(answer);
        assertThat(problem(() -> target().observe("name")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }
}
