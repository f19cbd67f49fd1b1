package dev.secretzero.bundles.gcp;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import java.util.List;

/// Google Cloud. What is offered stands here, so that to list it loads nothing of Google's libraries.
public final class GcpPlugin implements Plugin {

    /// 90,000 accesses and 600 writes a minute and project (https://docs.cloud.google.com/secret-manager/quotas). The first
    /// write to a place makes two calls: one for the secret, one for its version.
    private static final Pace PACE = new Pace("gcp secret manager", Pace.Rate.perMinute(90_000), Pace.Rate.perMinute(300));

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("project", Setting.Type.TEXT, "The project. `project_id` when not given."),
            Setting.of("project_id", Setting.Type.TEXT, "The project, under its other name. That of the service account's key when not given.")
                    .from("GOOGLE_CLOUD_PROJECT"),
            Setting.of("credentials_json", Setting.Type.SECRET, "The text of a credentials file: a service account's key, or workload identity federation.")
                    .from("GOOGLE_CREDENTIALS"),
            Setting.of(
                            "credentials_file",
                            Setting.Type.PATH,
                            "A credentials file. When not given, what `gcloud auth application-default login` left, and otherwise the identity"
                                    + " of the machine.")
                    .from("GOOGLE_APPLICATION_CREDENTIALS"),
            Setting.of("access_token", Setting.Type.SECRET, "A ready access token. It is used as it is, and goes before all other credentials.")
                    .from("GOOGLE_OAUTH_ACCESS_TOKEN"),
            Setting.of("impersonate_service_account", Setting.Type.TEXT, "The address of a service account to act as.")
                    .from("GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"),
            Setting.of("endpoint", Setting.Type.URI, "Another server, as https://host. Plain http only on this machine.")
                    .from("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER")
                    .otherwise("https://secretmanager.googleapis.com"),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> PLACE = List.of(
            Setting.of("name", Setting.Type.TEXT, "The secret's id. `secret_name` when not given."),
            Setting.of("secret_name", Setting.Type.TEXT, "The secret's id, under its other name. The name of the secret when not given."),
            Setting.of("project", Setting.Type.TEXT, "The project. The provider's when not given."),
            Setting.of("labels", Setting.Type.MAP, "Labels of the secret. Other labels stay."),
            Setting.of(
                    "locations",
                    Setting.Type.LIST,
                    "The regions that hold the value, when the secret is created. Google chooses when not given."));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("gcp", "Google Cloud Secret Manager.", CONNECTION, GcpProvider::open),
                List.of(new Offer<>("gcp_secret", "A secret of Secret Manager; each write adds a version.", PLACE, GcpSecret::open).at(PACE)),
                List.of()));
    }
}
