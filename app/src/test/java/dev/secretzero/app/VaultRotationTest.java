package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.bundles.vault.FakeVault;
import dev.secretzero.bundles.vault.VaultPlugin;
import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Vault issues, brought to Vault, by whole runs of the engine.
final class VaultRotationTest {

    @TempDir
    Path directory;

    private final FakeVault vault = FakeVault.start();
    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
    private final SeededRandom entropy = new SeededRandom(7);

    @AfterEach
    void stop() {
        vault.close();
    }

    private void declare(String secret) throws IOException {
        vault.login("auth/approle/login", "{\"role_id\":\"r\",\"secret_id\":\"s\"}", "one", "two", "three", "four");
        List.of("one", "two", "three", "four").forEach(token -> vault.allow(token, "* *"));
        Files.writeString(directory.resolve("Secretfile.yml"), """
                version: '1'
                providers:
                  vault: {kind: vault, auth: {config: {url: '%s', role_id: r, secret_id: s}}}
                secrets:
                """.formatted(vault.url()) + secret);
    }

    private Report run(Request request) {
        var host = TestHost.at(directory, Map.of(), clock);
        var engine = Engine.of(host, List.of(new VaultPlugin()), () -> entropy, SyncIdentity.Machine.UNKNOWN)
                .waiting(_ -> {});
        var workspace = switch (engine.open(Workspace.Locator.of(Path.of("Secretfile.yml")))) {
            case Workspace.Opened.Ready(var ready) -> ready;
            case Workspace.Opened.Faulty faulty -> throw new AssertionError(faulty.diagnostics().toString());
            case Workspace.Opened.Missing missing -> throw new AssertionError(missing.path().toString());
        };
        assertThat(workspace.warnings()).isEmpty();
        return engine.sync(workspace, request, Prompter.nobody());
    }

    private Report sync() {
        return run(Request.by("test"));
    }

    private Report rotate() {
        return run(Request.by("test").force(true));
    }

    @Test
    void dropsTheLoginBeforeWhenItsSuccessorIsInPlaceAndTheOverlapHasPassed() throws IOException {
        declare("""
                  - name: orders
                    kind: vault_database
                    rotation_period: 1d
                    rotation: {overlap: 1h, previous_as: '{name}_before'}
                    config: {provider: vault, role: app, min_ttl: 1d}
                    targets:
                      - {provider: vault, kind: vault_kv, config: {path: team/app, field: login}}
                """);
        vault.issuers.leaseTtl(200_000);
        vault.tokenTtl(200_000);
        assertThat(sync().warnings()).isEmpty();
        assertThat(vault.field("team/app", "login")).hasValueSatisfying(text -> assertThat(text).contains("v-app-1"));
        assertThat(sync().outcomes()).noneMatch(Report.Outcome::stored);
        clock.advance(Duration.ofDays(1));
        assertThat(rotate().errors()).isEmpty();
        assertThat(vault.field("team/app", "login")).hasValueSatisfying(text -> assertThat(text).contains("v-app-2"));
        assertThat(vault.field("team/app", "orders_before")).hasValueSatisfying(text -> assertThat(text).contains("v-app-1"));
        assertThat(vault.issuers.leases()).containsExactly("database/creds/app/Lease1", "database/creds/app/Lease2");
        clock.advance(Duration.ofHours(2));
        assertThat(sync().errors()).isEmpty();
        assertThat(vault.field("team/app", "orders_before")).isEmpty();
        assertThat(vault.issuers.leases()).containsExactly("database/creds/app/Lease2");
    }

    @Test
    void keepsTheLoginInForceWhenANewOneWouldNotLast() throws IOException {
        declare("""
                  - name: orders
                    kind: vault_database
                    rotation_period: 1d
                    config: {provider: vault, role: app, min_ttl: 1d}
                    targets:
                      - {provider: vault, kind: vault_kv, config: {path: team/app, field: user, value_field: username}}
                      - {provider: vault, kind: vault_kv, config: {path: team/app, field: password, value_field: password}}
                """);
        vault.issuers.leaseTtl(200_000);
        vault.tokenTtl(200_000);
        sync();
        assertThat(vault.text("secret/team/app")).isEqualTo("{\"password\":\"1-made-by-the-fake\",\"user\":\"v-app-1\"}");
        vault.issuers.leaseTtl(3_600);
        clock.advance(Duration.ofDays(1));
        assertThat(rotate().errors()).singleElement().satisfies(error -> assertThat(error.toString()).contains("for 1h, and `min_ttl` asks for 1d"));
        assertThat(vault.field("team/app", "user")).contains("v-app-1");
        assertThat(vault.issuers.leases()).containsExactly("database/creds/app/Lease1");
    }

    @Test
    void warnsOfALoginThatEndsWithTheTokenOfItsLogin() throws IOException {
        declare("""
                  - name: orders
                    kind: vault_database
                    rotation_period: 1d
                    config: {provider: vault, role: app}
                    targets:
                      - {provider: vault, kind: vault_kv, config: {path: team/app}}
                """);
        vault.issuers.leaseTtl(200_000);
        vault.tokenTtl(1_200);
        assertThat(sync().warnings()).singleElement().satisfies(text -> assertThat(text)
                .startsWith("orders: what was issued ends at 2026-01-01T00:20:00Z, before its rotation is due at 2026-01-02T00:00:00Z"));
        assertThat(vault.issuers.leases()).hasSize(1);
    }

    @Test
    void revokesTheCertificateBefore() throws IOException {
        declare("""
                  - name: site
                    kind: vault_pki
                    rotation_period: 1d
                    config: {provider: vault, role: web, common_name: www.example.com, alt_names: [example.com], ttl: 2d}
                    targets:
                      - {provider: vault, kind: vault_kv, config: {path: team/site}}
                """);
        vault.issuers.leaseTtl((int) clock.instant().getEpochSecond() + 200_000);
        sync();
        clock.advance(Duration.ofDays(1));
        assertThat(rotate().errors()).isEmpty();
        assertThat(vault.field("team/site", "serial_number")).contains("39:dd:02");
        assertThat(vault.issuers.revoked()).containsExactly("39:dd:01");
        assertThat(vault.knows("one")).as("nothing hangs on the token").isFalse();
    }
}
