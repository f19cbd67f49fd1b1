package dev.secretzero.bundles.gcp;

/// What is asked of Secret Manager, in words: for the case that it says no.
///
/// @param permission that it needs
/// @param role the smallest of Google's roles with that permission
/// @param resource on which
/// @param reads whether it changes nothing
record Call(String permission, String role, String resource, boolean reads) {

    static Call access(String resource) {
        return new Call("secretmanager.versions.access", "roles/secretmanager.secretAccessor", resource, true);
    }

    static Call state(String resource) {
        return new Call("secretmanager.versions.get", "roles/secretmanager.viewer", resource, true);
    }

    static Call look(String resource) {
        return new Call("secretmanager.secrets.get", "roles/secretmanager.viewer", resource, true);
    }

    static Call add(String resource) {
        return new Call("secretmanager.versions.add", "roles/secretmanager.secretVersionAdder", resource, false);
    }

    static Call create(String resource) {
        return new Call("secretmanager.secrets.create", "roles/secretmanager.admin", resource, false);
    }

    static Call label(String resource) {
        return new Call("secretmanager.secrets.update", "roles/secretmanager.admin", resource, false);
    }

    static Call delete(String resource) {
        return new Call("secretmanager.secrets.delete", "roles/secretmanager.admin", resource, false);
    }

    /// Asking what we may do needs no permission.
    static Call test(String resource) {
        return new Call("serviceusage.services.use", "roles/serviceusage.serviceUsageConsumer", resource, true);
    }
}
