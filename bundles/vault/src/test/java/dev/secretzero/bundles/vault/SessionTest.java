package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionTest {

    private static final String LOGIN = "POST auth/approle/login";
    private static final String READ = "GET secret/data/app";
    private static final String LOOK = "GET auth/token/lookup-self";

    private final FakeVault vault = FakeVault.start();
    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");

    @AfterEach
    void stop() {
        vault.close();
    }

    private Session session(String... pairs) {
        return Fixture.provider(Fixture.host(Path.of("/"), Map.of(), clock), pairs).session();
    }

    private Session loggedIn(String... tokens) {
        vault.login("auth/approle/login", "{\"role_id\":\"r\",\"secret_id\":\"s\"}", tokens);
        vault.store("secret/app", FakeVault.fields(Map.of("value", Material.of("v"))));
        return session("url", vault.url(), "role_id", "r", "secret_id", "s");
    }

    private static int read(Session session) {
        try (var answer = session.send(VaultServer.read("secret/data/app"))) {
            return answer.status();
        }
    }

    @Test
    void logsInAgainWhenTheTimeOfTheTokenHasPassed() {
        vault.tokenTtl(60);
        vault.allow("one", "read secret/");
        vault.allow("two", "read secret/");
        var session = loggedIn("one", "two");
        assertThat(read(session)).isEqualTo(200);
        clock.advance(Duration.ofSeconds(59));
        assertThat(read(session)).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        vault.end("one");
        assertThat(read(session)).isEqualTo(200);
        session.close();
        assertThat(vault.asked).containsExactly(LOGIN, READ, READ, LOGIN, READ, "POST auth/token/revoke-self");
        assertThat(vault.knows("two")).isFalse();
    }

    @Test
    void keepsATokenWithoutAnEnd() {
        vault.allow("one", "read secret/");
        var session = loggedIn("one", "two");
        read(session);
        clock.advance(Duration.ofDays(365));
        read(session);
        assertThat(vault.asked).containsExactly(LOGIN, READ, READ);
    }

    @Test
    void logsInAgainWhenTheServerDoesNotKnowTheToken() {
        vault.allow("one", "read secret/");
        vault.allow("two", "read secret/");
        var session = loggedIn("one", "two");
        read(session);
        vault.end("one");
        assertThat(read(session)).isEqualTo(200);
        assertThat(vault.asked).containsExactly(LOGIN, READ, READ, LOOK, LOGIN, READ);
    }

    @Test
    void leavesARefusalARefusal() {
        vault.allow("one");
        var session = loggedIn("one", "two");
        assertThat(read(session)).isEqualTo(403);
        assertThat(read(session)).isEqualTo(403);
        assertThat(vault.asked).containsExactly(LOGIN, READ, LOOK, READ, LOOK);
    }

    @Test
    void asksOnceMoreAndNoOftener() {
        var session = loggedIn("unknown", "unknown too", "never had");
        assertThat(read(session)).isEqualTo(403);
        assertThat(read(session)).isEqualTo(403);
        assertThat(vault.asked).containsExactly(LOGIN, READ, LOOK, LOGIN, READ, READ);
    }

    @Test
    void saysThatTheLoginWasRefusedTheSecondTime() {
        vault.allow("one");
        var session = loggedIn("one");
        assertThat(session.standing()).isInstanceOf(Standing.Ready.class);
        vault.end("one");
        vault.refuseLogins();
        var refused = (Standing.Refused) session.standing();
        assertThat(refused.problem().code()).isEqualTo(Problem.Code.DENIED);
        assertThat(refused.problem().message()).contains("refused the login at \"auth/approle/login\"");
    }

    @Test
    void neverHasAnotherTokenThanTheOneThatWasGiven() {
        vault.allow("given", "read secret/");
        vault.tokenTtl(60);
        var session = session("url", vault.url(), "token", "given");
        vault.store("secret/app", FakeVault.fields(Map.of("value", Material.of("v"))));
        assertThat(read(session)).isEqualTo(200);
        clock.advance(Duration.ofDays(1));
        vault.end("given");
        assertThat(read(session)).isEqualTo(403);
        assertThat(((Standing.Refused) session.standing()).problem().code()).isEqualTo(Problem.Code.DENIED);
        assertThat(vault.asked).containsExactly(READ, READ, LOOK);
    }

    @Test
    void logsInOnceForManyThatAreRefusedTogether() throws Exception {
        vault.allow("one", "read secret/");
        vault.allow("two", "read secret/");
        var session = loggedIn("one", "two", "three");
        read(session);
        vault.end("one");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = IntStream.range(0, 16).<Future<Integer>>mapToObj(_ -> threads.submit(() -> read(session))).toList();
            for (var each : reads) {
                assertThat(each.get()).isEqualTo(200);
            }
        }
        assertThat(vault.asked.stream().filter(LOGIN::equals)).containsExactly(LOGIN, LOGIN);
    }
}
