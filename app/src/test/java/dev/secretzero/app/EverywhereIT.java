package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.bundles.aws.FakeAws;
import dev.secretzero.bundles.azure.FakeKeyVault;
import dev.secretzero.bundles.gcp.FakeSecretManager;
import dev.secretzero.bundles.github.FakeGithub;
import dev.secretzero.bundles.gitlab.FakeGitlab;
import dev.secretzero.bundles.jenkins.FakeJenkins;
import dev.secretzero.bundles.kubernetes.FakeKubernetes;
import dev.secretzero.bundles.vault.FakeVault;
import dev.secretzero.bundles.vault.RealVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One login in every system that has a bundle, by the packaged program: one `sync` brings it everywhere, `drift` finds and names what somebody
/// changed, `rotate` moves all of it.
final class EverywhereIT {

    private static final List<String> LOGIN = List.of("DB_USER", "DB_PASSWORD");

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    private final FakeAws aws = FakeAws.start();
    private final FakeKeyVault azure = FakeKeyVault.start();
    private final FakeSecretManager gcp = FakeSecretManager.start();
    private final FakeGithub github = FakeGithub.start();
    private final FakeGitlab gitlab = FakeGitlab.start();
    private final FakeJenkins jenkins = FakeJenkins.start();
    private final FakeKubernetes kubernetes = FakeKubernetes.start();
    private final Store vault = Store.start();

    /// A real Vault where there is one, and else what stands for it.
    private record Store(String url, String root, BiFunction<String, String, Optional<String>> field, Changes changes, AutoCloseable server) {

        private static final String PATH = "team/db";

        static Store start() {
            if (!RealVault.isInstalled()) {
                var fake = FakeVault.start();
                return new Store(fake.url(), FakeVault.ROOT, fake::field, (name, value) -> fake.change(PATH, name, value), fake);
            }
            var real = RealVault.start();
            return new Store(real.url(), RealVault.ROOT, real::field, (name, value) -> real.change(PATH, name, value), real);
        }
    }

    /// A kind of place, in which each name is a place.
    ///
    /// @param kind as the target id says
    /// @param shows whether the system shows what it holds
    private record Kind(String kind, boolean shows, Function<String, Optional<String>> reads, Changes changes) {}

    @FunctionalInterface
    private interface Changes {
        void change(String name, String value);
    }

    private final List<Kind> kinds = List.of(
            new Kind("vault/vault_kv", true, name -> vault.field().apply(Store.PATH, name), vault.changes()),
            new Kind("aws/ssm_parameter", true, name -> Optional.of(aws.parameter("/team/" + name)), (name, value) -> aws.parameter("/team/" + name, value)),
            new Kind("aws/secrets_manager", true, name -> Optional.of(aws.secret("team/" + name)), (name, value) -> aws.secret("team/" + name, value)),
            new Kind("azure/azure_keyvault", true, name -> Optional.of(azure.text(dashed(name))), (name, value) -> azure.store(dashed(name), value)),
            new Kind("gcp/gcp_secret", true, name -> Optional.of(gcp.text("projects/p/secrets/" + name)), (name, value) -> gcp.store("projects/p/secrets/" + name, value)),
            new Kind("kubernetes/kubernetes_secret", true, name -> kubernetes.value("team", "db", name), (name, value) -> kubernetes.store("team", "db", name, value)),
            new Kind("gitlab/gitlab_variable", true, name -> gitlab.value("projects/team/app", name, "*"), (name, value) -> gitlab.change("projects/team/app", name, "*", value)),
            new Kind("github/github_secret", false, name -> github.secret("repos/acme/app/actions/secrets/" + name).map(FakeGithub.Kept::value), (name, value) -> github.change("repos/acme/app/actions/secrets/" + name, value)));

    /// A Key Vault takes no underscores.
    private static String dashed(String name) {
        return name.replace('_', '-');
    }

    @BeforeEach
    void write() throws IOException {
        var text = new StringBuilder("""
                providers:
                  vault: {kind: vault, auth: {config: {url: "%s", token: %s}}}
                  aws: {kind: aws, auth: {config: {region: eu-west-1, endpoint_url: "%s", access_key_id: test, secret_access_key: test}}}
                  azure: {kind: azure, auth: {config: {vault_url: "%s", authority_host: "%s", ca_file: azure.pem, tenant_id: %s, client_id: %s, client_secret: %s}}}
                  gcp: {kind: gcp, auth: {config: {project: p, endpoint: "%s", access_token: %s}}}
                  kubernetes: {kind: kubernetes, auth: {config: {server: "%s", token: %s, namespace: team}}}
                  github: {kind: github, auth: {config: {api_url: "%s", token: %s, repository: acme/app}}}
                  gitlab: {kind: gitlab, auth: {config: {url: "%s", token: %s, project: team/app}}}
                  jenkins: {kind: jenkins, auth: {config: {url: "%s", username: %s, token: %s}}}
                secrets:
                """.formatted(
                        vault.url(), vault.root(), aws.url(), azure.url(), azure.url(), FakeKeyVault.TENANT, FakeKeyVault.CLIENT, FakeKeyVault.SECRET, gcp.url(), FakeSecretManager.TOKEN, kubernetes.url(), FakeKubernetes.ADMIN,
                        github.url(), FakeGithub.TOKEN, gitlab.url(), FakeGitlab.TOKEN, jenkins.url(), FakeJenkins.USER, FakeJenkins.TOKEN));
        for (var name : LOGIN) {
            text.append("""
                      - name: NAME
                        kind: random_password
                        config: {length: 24, special: false}
                        rotation_period: 90d
                        targets:
                          - {provider: local, kind: file, config: {path: .env}}
                          - {provider: vault, kind: vault_kv, config: {path: team/db, field: NAME}}
                          - {provider: aws, kind: ssm_parameter, config: {name: /team/NAME}}
                          - {provider: aws, kind: secrets_manager, config: {name: team/NAME}}
                          - {provider: azure, kind: azure_keyvault, config: {secret_name: DASHED}}
                          - {provider: gcp, kind: gcp_secret}
                          - {provider: kubernetes, kind: kubernetes_secret, config: {secret_name: db}}
                          - {provider: github, kind: github_secret}
                          - {provider: gitlab, kind: gitlab_variable}
                          - {provider: jenkins, kind: jenkins_credential, config: {credential_id: NAME}}
                    """.replace("NAME", name).replace("DASHED", dashed(name)));
        }
        Files.writeString(work.resolve("azure.pem"), azure.pem());
        Files.writeString(work.resolve("Secretfile.yml"), text);
    }

    @AfterEach
    void stop() throws IOException {
        for (var each : List.<AutoCloseable>of(aws, azure, gcp, github, gitlab, jenkins, kubernetes, vault.server())) {
            close(each);
        }
    }

    private static void close(AutoCloseable each) throws IOException {
        try {
            each.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private Packaged.Ended secretzero(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Packaged.DIST.resolve("bin/secretzero").toString()));
        command.addAll(List.of(words));
        return Packaged.run(work, command, Map.of(), logs);
    }

    private Packaged.Ended done(String... words) throws IOException, InterruptedException {
        var ended = secretzero(words);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("WARN").doesNotContain("Exception");
        return ended;
    }

    /// What the .env file holds, and every other place with it.
    private Map<String, String> held() throws IOException {
        var held = new LinkedHashMap<String, String>();
        var env = Files.readString(work.resolve(".env"));
        for (var name : LOGIN) {
            var line = Pattern.compile("^" + name + "=['\"]?([A-Za-z0-9]{24})['\"]?$", Pattern.MULTILINE).matcher(env);
            assertThat(line.find()).as(name + " in .env").isTrue();
            var value = line.group(1);
            held.put(name, value);
            for (var kind : kinds) {
                assertThat(kind.reads().apply(name)).as(kind.kind() + " " + name).contains(value);
            }
            assertThat(jenkins.credential("credentials/store/system/domain/_", name)).as("jenkins " + name).containsValue(value);
        }
        return held;
    }

    @Test
    void oneLoginIsBroughtCheckedAndRotatedEverywhere() throws IOException, InterruptedException {
        done("sync");
        var first = held();
        done("drift");
        assertThat(done("sync").out()).doesNotContain("created").doesNotContain("updated");
        for (var kind : kinds) {
            kind.changes().change("DB_PASSWORD", "changed-by-somebody");
            var drift = secretzero("drift");
            assertThat(drift.status()).as(kind.kind() + "\n" + drift.out() + drift.err()).isEqualTo(4);
            assertThat(drift.out()).as(kind.kind()).contains("DB_PASSWORD").contains(kind.kind()).doesNotContain("changed-by-somebody");
            kinds.stream()
                    .filter(other -> !other.equals(kind))
                    .forEach(other -> assertThat(drift.out()).as(kind.kind()).doesNotContain(other.kind()));
            done("drift", "--repair");
            assertThat(held()).as(kind.kind()).isEqualTo(first);
        }
        done("rotate", "--force");
        var second = held();
        LOGIN.forEach(name -> assertThat(second.get(name)).isNotEqualTo(first.get(name)));
        done("drift");
    }
}
