package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.Sample.scalar;
import static dev.secretzero.engine.Sample.target;
import static dev.secretzero.engine.Sample.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TargetIdTest {

    @Test
    void aPlaceAloneHasTheIdOfTheFormat() {
        assertThat(ids(target("local", "file", Map.of("path", text("./.env"), "name", text("x"))))).containsExactly("local/file/./.env");
        assertThat(ids(target("aws", "ssm_parameter", Map.of("name", text("/app/db"))))).containsExactly("aws/ssm_parameter//app/db");
        assertThat(ids(repository("acme", "web"))).containsExactly("github/github_secret/");
    }

    @Test
    void twoRepositoriesAreTwoPlaces() {
        assertThat(ids(repository("acme", "web"), repository("acme", "api")))
                .containsExactly("github/github_secret/acme/web", "github/github_secret/acme/api");
    }

    @Test
    void twoNamespacesAreTwoPlaces() {
        assertThat(ids(namespace("prod"), namespace("test")))
                .containsExactly("kubernetes/kubernetes_secret/prod/login", "kubernetes/kubernetes_secret/test/login");
    }

    @Test
    void theOrderOfTwoPlacesSaysNothing() {
        assertThat(ids(namespace("test"), namespace("prod"))).containsExactlyInAnyOrderElementsOf(ids(namespace("prod"), namespace("test")));
    }

    @Test
    void oneNameInTwoRegionsKeepsTheNameInFront() {
        assertThat(ids(region("eu-west-1"), region("us-east-1")))
                .containsExactly("aws/ssm_parameter//app/db#eu-west-1", "aws/ssm_parameter//app/db#us-east-1");
    }

    @Test
    void aProjectMayBeANumber() {
        var places = ids(
                target("gitlab", "gitlab_variable", Map.of("project", scalar(41))),
                target("gitlab", "gitlab_variable", Map.of("project", scalar(42))));
        assertThat(places).containsExactly("gitlab/gitlab_variable/41", "gitlab/gitlab_variable/42");
    }

    @Test
    void whatTheEnvironmentSaidIsNotShown() {
        var hidden = new Value.Text("canary", "${OWNER}", true, Sample.AT);
        assertThat(ids(repository("acme", "web"), target("github", "github_secret", Map.of("owner", hidden, "repo", text("web")))))
                .containsExactly("github/github_secret/acme/web", "github/github_secret/${OWNER}/web");
    }

    @Test
    void placesThatSayTheSameAreCounted() {
        assertThat(ids(namespace("prod"), namespace("prod"), namespace("prod")))
                .containsExactly(
                        "kubernetes/kubernetes_secret/prod/login",
                        "kubernetes/kubernetes_secret/prod/login#2",
                        "kubernetes/kubernetes_secret/prod/login#3");
        assertThat(ids(target("x", "y", Map.of()), target("x", "y", Map.of("label", text("b"))))).containsExactly("x/y/", "x/y/#2");
    }

    private static List<String> ids(TargetDeclaration... targets) {
        var manifest = Sample.manifest(Sample.secret("db", "static", Map.of(), List.of(targets)));
        return TargetId.of(manifest.units().getFirst()).stream().map(TargetId::value).toList();
    }

    private static TargetDeclaration repository(String owner, String repo) {
        return target("github", "github_secret", Map.of("owner", text(owner), "repo", text(repo)));
    }

    private static TargetDeclaration namespace(String name) {
        return target("kubernetes", "kubernetes_secret", Map.of("secret_name", text("login"), "namespace", text(name)));
    }

    private static TargetDeclaration region(String name) {
        return target("aws", "ssm_parameter", Map.of("name", text("/app/db"), "region", text(name)));
    }
}
