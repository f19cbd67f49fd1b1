package dev.secretzero.app;

import dev.secretzero.bundles.aws.AwsPlugin;
import dev.secretzero.bundles.aws.FakeAws;
import dev.secretzero.bundles.azure.AzurePlugin;
import dev.secretzero.bundles.azure.FakeKeyVault;
import dev.secretzero.bundles.gcp.FakeSecretManager;
import dev.secretzero.bundles.gcp.GcpPlugin;
import dev.secretzero.bundles.github.FakeGithub;
import dev.secretzero.bundles.github.GithubPlugin;
import dev.secretzero.bundles.gitlab.FakeGitlab;
import dev.secretzero.bundles.gitlab.GitlabPlugin;
import dev.secretzero.bundles.jenkins.FakeJenkins;
import dev.secretzero.bundles.jenkins.JenkinsPlugin;
import dev.secretzero.bundles.kubernetes.FakeKubernetes;
import dev.secretzero.bundles.kubernetes.KubernetesPlugin;
import dev.secretzero.bundles.vault.FakeVault;
import dev.secretzero.bundles.vault.VaultPlugin;
import dev.secretzero.spi.Plugin;
import dev.secretzero.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A system with a bundle: what stands for it, the bundle, and how to look at the system behind the bundle's back.
///
/// @param provider the settings of its provider, in YAML
/// @param files what the settings name
/// @param writes how many requests changed something
record Remote(
        AutoCloseable server,
        Wire wire,
        Plugin plugin,
        String provider,
        Consumer<Path> files,
        LongSupplier writes,
        List<Spot> spots,
        List<Token> tokens)
        implements AutoCloseable {

    /// A kind of place that holds one value. In its settings `NAME` is the name of the secret.
    ///
    /// @param held what the place of a secret holds
    /// @param names the places whose names have this in them; empty where it is too much to list them
    /// @param keeps whether it keeps the value before beside
    record Spot(String kind, String settings, Function<String, Optional<String>> held, Function<String, Optional<Set<String>>> names, boolean keeps) {}

    /// A kind of generator that has values issued.
    ///
    /// @param spot where its values are brought
    /// @param prepare what must be there before
    /// @param valid what is valid of what was issued for a secret, by what a handle ends with
    /// @param revocable whether everything that was issued can be revoked later
    record Token(String kind, String settings, Spot spot, Consumer<String> prepare, Function<String, Collection<String>> valid, boolean revocable) {}

    /// The kind of its provider.
    String name() {
        return plugin.bundles().getFirst().kind();
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Function<String, Optional<Set<String>>> among(Supplier<? extends Collection<String>> all) {
        return name -> Optional.of(new TreeSet<>(all.get().stream().filter(each -> each.contains(name)).toList()));
    }

    private static LongSupplier changes(Supplier<List<String>> asked) {
        return () -> asked.get().stream().filter(each -> !each.startsWith("GET ")).count();
    }

    static Remote vault() {
        var fake = FakeVault.start();
        var names = among(() -> List.of(fake.paths().split(" ", -1)));
        var whole = new Spot("vault_kv", "{path: team/NAME}", name -> Optional.of(fake.text("secret/team/" + name)), names, false);
        return new Remote(
                fake,
                fake.wire(),
                new VaultPlugin(),
                "{kind: vault, auth: {config: {url: '%s', token: %s}}}".formatted(fake.url(), FakeVault.ROOT),
                _ -> {},
                changes(fake::asked),
                List.of(
                        new Spot("vault_kv", "{path: team/NAME}", name -> fake.field("team/" + name, "value"), names, false),
                        new Spot("vault_kv", "{path: team/NAME, field: password}", name -> fake.field("team/" + name, "password"), name -> Optional.of(fake.fields("team/" + name)), true),
                        new Spot("kv", "{path: NAME, mount_point: old, version: 1}", name -> first("\"value\":\"(.+)\"", fake.text("old/" + name)), names, false)),
                List.of(new Token("vault_database", "{role: app, exclusive: true}", whole, _ -> fake.issuers.clear(), _ -> fake.issuers.leases(), true)));
    }

    private static Optional<String> first(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static Remote aws() {
        var fake = FakeAws.start();
        var unlisted = (Function<String, Optional<Set<String>>>) _ -> Optional.<Set<String>>empty();
        var secret = new Spot("secrets_manager", "{name: team/NAME}", name -> Optional.of(fake.secret("team/" + name)), unlisted, false);
        return new Remote(
                fake,
                fake.wire(),
                new AwsPlugin(),
                "{kind: aws, auth: {config: {region: eu-west-1, endpoint_url: '%s', access_key_id: test, secret_access_key: test}}}".formatted(fake.url()),
                _ -> {},
                () -> fake.asked().stream().filter(action -> action.matches("(Put|Create|Update|Delete|Tag|Add|Restore).*")).count(),
                List.of(
                        secret,
                        new Spot("ssm_parameter", "{name: /team/NAME}", name -> Optional.of(fake.parameter("/team/" + name)), unlisted, false)),
                List.of(new Token("iam_access_key", "{user_name: user-NAME}", secret, name -> fake.user("user-" + name), name -> fake.keys("user-" + name), true)));
    }

    static Remote azure() {
        var fake = FakeKeyVault.start();
        var secret = new Spot("azure_keyvault", "{}", name -> Optional.of(fake.text(name)), among(fake::names), false);
        return new Remote(
                fake,
                fake.wire(),
                new AzurePlugin(),
                "{kind: azure, auth: {config: {vault_url: '%s', authority_host: '%s', graph_endpoint: '%s', ca_file: azure.pem, tenant_id: %s, client_id: %s, client_secret: %s}}}"
                        .formatted(fake.url(), fake.url(), fake.url(), FakeKeyVault.TENANT, FakeKeyVault.CLIENT, FakeKeyVault.SECRET),
                home -> write(home.resolve("azure.pem"), fake.pem()),
                changes(fake::calls),
                List.of(secret),
                List.of(new Token(
                        "azure_app_reg",
                        "{application_id: %s, display_name: NAME}".formatted(FakeKeyVault.APPLICATION),
                        secret,
                        _ -> {},
                        fake::issued,
                        true)));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Remote gcp() {
        var fake = FakeSecretManager.start();
        return new Remote(
                fake,
                fake.wire(),
                new GcpPlugin(),
                "{kind: gcp, auth: {config: {project: p, endpoint: '%s', access_token: %s}}}".formatted(fake.url(), FakeSecretManager.TOKEN),
                _ -> {},
                () -> fake.calls().stream().filter(call -> call.matches("(Add|Create|Update|Delete).*")).count(),
                List.of(new Spot("gcp_secret", "{}", name -> Optional.of(fake.text("projects/p/secrets/" + name)), among(fake::names), false)),
                List.of());
    }

    static Remote github() {
        var fake = FakeGithub.start();
        var secret = sealed(fake, "github_secret", "{}", "repos/acme/app/actions/secrets/");
        var pair = keyPair();
        fake.app("123", "456", pair.getPublic());
        var pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        return new Remote(
                fake,
                fake.wire(),
                new GithubPlugin(),
                "{kind: github, auth: {config: {api_url: '%s', token: %s, repository: acme/app, app_id: '123', installation_id: '456', private_key_path: app.pem}}}"
                        .formatted(fake.url(), FakeGithub.TOKEN),
                home -> write(home.resolve("app.pem"), pem),
                changes(fake::asked),
                List.of(
                        secret,
                        sealed(fake, "github_secret", "{environment: prod}", "repos/acme/app/environments/prod/secrets/"),
                        sealed(fake, "github_organization_secret", "{org: acme}", "orgs/acme/actions/secrets/")),
                // Nobody but its holder can end such a token, and nobody can list them.
                List.of(new Token("github_pat", "{}", secret, _ -> {}, _ -> List.of(), false)));
    }

    private static Spot sealed(FakeGithub fake, String kind, String settings, String store) {
        return new Spot(kind, settings, name -> fake.secret(store + name).map(FakeGithub.Kept::value), among(fake::paths), false);
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Remote gitlab() {
        var fake = FakeGitlab.start();
        var variable = variable(fake, "gitlab_variable", "{}", "projects/team/app");
        var plain = variable(fake, "gitlab_variable", "{masked: false}", "projects/team/app");
        return new Remote(
                fake,
                fake.wire(),
                new GitlabPlugin(),
                "{kind: gitlab, auth: {config: {url: '%s', token: %s, project: team/app, group: team}}}".formatted(fake.url(), FakeGitlab.TOKEN),
                _ -> {},
                changes(fake::asked),
                List.of(
                        variable,
                        variable(fake, "gitlab_variable", "{masked_and_hidden: true}", "projects/team/app"),
                        variable(fake, "gitlab_group_variable", "{}", "groups/team")),
                List.of(
                        new Token("gitlab_project_token", "{token_name: NAME, scopes: [api]}", variable, _ -> {}, fake::active, true),
                        new Token("gitlab_group_token", "{token_name: NAME, scopes: [api]}", variable, _ -> {}, fake::active, true),
                        new Token("gitlab_group_service_account", "{token_name: NAME, scopes: [api], service_account_name: NAME}", plain, _ -> {}, fake::active, true)));
    }

    private static Spot variable(FakeGitlab fake, String kind, String settings, String holder) {
        return new Spot(kind, settings, name -> fake.value(holder, name, "*"), among(fake::paths), true);
    }

    static Remote jenkins() {
        var fake = FakeJenkins.start();
        return new Remote(
                fake,
                fake.wire(),
                new JenkinsPlugin(),
                "{kind: jenkins, auth: {config: {url: '%s', username: %s, token: %s}}}".formatted(fake.url(), FakeJenkins.USER, FakeJenkins.TOKEN),
                _ -> {},
                changes(fake::asked),
                List.of(new Spot(
                        "jenkins_credential",
                        "{credential_id: NAME}",
                        name -> Optional.ofNullable(fake.credential("credentials/store/system/domain/_", name).get("secret")),
                        among(fake::paths),
                        false)),
                List.of());
    }

    static Remote kubernetes() {
        var fake = FakeKubernetes.start();
        fake.run("team", "deployments", "api");
        var places = among(fake::places);
        return new Remote(
                fake,
                fake.wire(),
                new KubernetesPlugin(),
                "{kind: kubernetes, auth: {config: {server: '%s', token: %s, namespace: team}}}".formatted(fake.url(), FakeKubernetes.ADMIN),
                _ -> {},
                changes(fake::asked),
                List.of(new Spot(
                        "kubernetes_secret",
                        "{secret_name: app, data_key: NAME}",
                        name -> fake.value("team", "app", name),
                        places,
                        false),
                        new Spot(
                        "kubernetes_secret",
                        "{secret_name: app-LOWER, data_key: password, restart: [deployment/api]}",
                        name -> fake.value("team", "app-" + name.toLowerCase(Locale.ROOT), "password"),
                        name -> places.apply("app-" + name.toLowerCase(Locale.ROOT)),
                        false)),
                List.of());
    }
}
