package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.testkit.SharedContract;
import dev.secretzero.testkit.TargetContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The contracts and the promises against a real server, where there is one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealVaultTest {

    private final RealVault vault = RealVault.start();

    private VaultProvider provider(String token) {
        return Fixture.provider(Fixture.host(Path.of("/"), Map.of()), "url", vault.url(), "token", token);
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private static final Map<String, Material> CHANGED = Map.of("value", Material.of("changed by another"), "a", Material.of("changed too"));

    abstract class Fields extends SharedContract {

        private final String version;
        private final String mount;

        Fields(String version) {
            this.version = version;
            this.mount = vault.mount(version);
        }

        private Shared target(String path, String field) {
            return Fixture.target(provider(RealVault.ROOT), "path", path, "mount_point", mount, "version", version, "field", field);
        }

        @Override
        protected Shared open() {
            return target("app", "a");
        }

        @Override
        protected boolean tamper(Target target, String name) {
            vault.write(mount, version, "app", CHANGED);
            return true;
        }

        @Override
        protected List<Shared.Place> places(int count) {
            var provider = provider(RealVault.ROOT);
            return IntStream.range(0, count)
                    .mapToObj(i -> Fixture.target(provider, "path", "many", "mount_point", mount, "version", version, "field", "f" + i))
                    .map(target -> new Shared.Place(target, "name"))
                    .toList();
        }
    }

    @Nested
    final class FieldSecond extends Fields {
        FieldSecond() {
            super("2");
        }
    }

    @Nested
    final class FieldFirst extends Fields {
        FieldFirst() {
            super("1");
        }
    }

    abstract class Whole extends TargetContract {

        private final String version;
        private final String mount;

        Whole(String version) {
            this.version = version;
            this.mount = vault.mount(version);
        }

        @Override
        protected Target open() {
            return Fixture.target(provider(RealVault.ROOT), "path", "app", "mount_point", mount, "version", version);
        }

        @Override
        protected boolean tamper(Target target, String name) {
            vault.write(mount, version, "app", CHANGED);
            return true;
        }
    }

    @Nested
    final class WholeSecond extends Whole {
        WholeSecond() {
            super("2");
        }
    }

    @Nested
    final class WholeFirst extends Whole {
        WholeFirst() {
            super("1");
        }
    }

    @Test
    void saysWhoWeAre() {
        try (var provider = provider(RealVault.ROOT)) {
            assertThat(provider.standing()).isInstanceOf(Standing.Ready.class);
        }
        try (var provider = provider("a-token-of-nobody")) {
            assertThat(((Standing.Refused) provider.standing()).problem().code()).isEqualTo(Problem.Code.DENIED);
        }
    }

    /// The policy of docs/bundles/vault.md is enough, and less is not.
    @Test
    void theLeastPolicyIsEnough() {
        var mount = vault.mount("2");
        var token = vault.token("path \"%1$s/data/app\" { capabilities = [\"create\", \"read\", \"update\"] }".formatted(mount));
        try (var provider = provider(token); var value = Material.of("canary-of-the-least")) {
            var target = Fixture.target(provider, "path", "app", "mount_point", mount, "field", "a");
            assertThat(target.put("name", value, new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
            assertThat(target.observe("name")).isInstanceOf(Observation.Shown.class);
            var other = Fixture.target(provider, "path", "other", "mount_point", mount, "field", "a");
            var problem = org.assertj.core.api.Assertions.catchThrowableOfType(ProblemException.class, () -> other.observe("name")).problem();
            assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
            assertThat(problem.hint().orElseThrow()).contains("path \"" + mount + "/data/other\" { capabilities = [\"read\"] }");
        }
    }

    @Test
    void logsInAgainWhenTheTokenWasEndedByAnother() {
        var mount = vault.mount("2");
        vault.write(mount, "2", "app", Map.of("value", Material.of("canary-of-the-second-login")));
        var policy = "path \"%1$s/data/app\" { capabilities = [\"read\"] }".formatted(mount);
        try (var provider = Fixture.provider(Fixture.host(Path.of("/"), Map.of()), vault.appRole(policy, "1h").toArray(String[]::new))) {
            var target = Fixture.target(provider, "path", "app", "mount_point", mount);
            assertThat(target.observe("name")).isInstanceOf(Observation.Shown.class);
            provider.session().send(VaultServer.update("auth/token/revoke-self", new TreeMap<>())).close();
            assertThat(target.observe("name")).isInstanceOf(Observation.Shown.class);
            var other = Fixture.target(provider, "path", "other", "mount_point", mount);
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(ProblemException.class, () -> other.observe("name")).problem().code())
                    .isEqualTo(Problem.Code.DENIED);
        }
    }
}
