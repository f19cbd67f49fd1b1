package dev.secretzero.bundles.gcp;

import java.util.regex.Pattern;

/// The name of a secret of Secret Manager.
///
/// @param project its id or number
/// @param id at most 255 letters, digits, hyphens and underscores
record SecretPlace(String project, String id) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    /// An id, an id of an older organisation (`example.com:project`), or a number.
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9.:-]{0,99}");

    SecretPlace {
        if (!PROJECT.matcher(project).matches()) {
            throw Wrong.setting("project", "is not the id of a project", "write it as `gcloud projects list` shows it");
        }
        if (!ID.matcher(id).matches()) {
            throw Wrong.setting(
                    "name",
                    "is not an id that Secret Manager can hold",
                    "write at most 255 letters, digits, hyphens and underscores; without `name` the secret's own name is used");
        }
    }

    String parent() {
        return "projects/" + project;
    }

    String secret() {
        return parent() + "/secrets/" + id;
    }

    String version(String number) {
        return secret() + "/versions/" + number;
    }
}
