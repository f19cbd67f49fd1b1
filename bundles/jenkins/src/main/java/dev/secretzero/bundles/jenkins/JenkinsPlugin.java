package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import java.util.List;

/// Jenkins. What is offered stands here, so that to list it loads nothing that reaches a server.
public final class JenkinsPlugin implements Plugin {

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("url", Setting.Type.URI, "The controller.")
                    .from("JENKINS_URL")
                    .otherwise("http://localhost:8080"),
            Setting.of("username", Setting.Type.TEXT, "The user.").from("JENKINS_USERNAME"),
            Setting.of("token", Setting.Type.SECRET, "An API token of the user, or the password.").from("JENKINS_TOKEN"),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> PLACE = List.of(
            Setting.of("credential_id", Setting.Type.TEXT, "The id of the credential.").needed(),
            Setting.of("credential_type", Setting.Type.TEXT, "What it is. `string` means `secret_text`.")
                    .oneOf("secret_text", "string", "username_password", "secret_file", "ssh_key")
                    .otherwise("secret_text"),
            Setting.of("description", Setting.Type.TEXT, "What it is for, for people. The secret's name when not given."),
            Setting.of("username", Setting.Type.TEXT, "The user of a login or a key. The field `username` of the value when not given."),
            Setting.of("file_name", Setting.Type.TEXT, "The name of a secret file. The id when not given."),
            Setting.of("folder", Setting.Type.TEXT, "The folder that keeps it, as team/app. The whole controller when not given."),
            Setting.of("domain", Setting.Type.TEXT, "The domain of credentials.").otherwise("_"));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("jenkins", "Jenkins.", CONNECTION, JenkinsProvider::open),
                List.of(new Offer<>(
                        "jenkins_credential",
                        "A credential of Jenkins.",
                        PLACE,
                        (provider, settings) -> JenkinsCredential.open(provider, settings))),
                List.of()));
    }
}
