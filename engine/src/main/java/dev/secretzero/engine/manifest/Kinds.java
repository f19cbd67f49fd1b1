package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Diagnostic.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The kinds that a manifest may name: those of the catalog, and those that the format knows and this build does not
/// have. The second are only warned of, so that existing Secretfiles can be read.
final class Kinds {

    private static final Set<String> OTHER_PROVIDERS = Set.of(
            "aws", "azure", "vault", "github", "gitlab", "jenkins", "kubernetes", "infisical", "entra-agent-id", "vercel",
            "keeper", "azure_devops", "sops", "git_crypt", "ansible_vault", "gcp");
    private static final Set<String> OTHER_TARGETS = Set.of(
            "file", "template", "ssm_parameter", "secrets_manager", "vault_kv", "kv", "azure_keyvault", "key_vault",
            "kubernetes_secret", "external_secret", "github_secret", "github_organization_secret", "gitlab_variable",
            "gitlab_group_variable", "gitlab_service_account_member", "jenkins_credential", "sops_file", "git_crypt_file",
            "ansible_vault_file", "vercel_env", "keeper_record", "infisical", "azdo_variable_group",
            "azdo_pipeline_variable", "azdo_environment_variable", "azdo_secure_file", "azdo_keyvault_variable_group");
    private static final Set<String> OTHER_GENERATORS = Set.of(
            "static", "random_password", "random_string", "script", "api", "provider_backed", "azure_app_reg",
            "entra-agent-blueprint", "github_pat", "gitlab_project_token", "gitlab_group_token",
            "gitlab_group_service_account", "azdo_pat", "keeper");

    private final Family providers;
    private final Family targets;
    private final Family generators;
    private final Family probes;

    Kinds(Catalog catalog) {
        this.providers = new Family("provider", catalog.providers(), OTHER_PROVIDERS);
        this.targets = new Family("target", catalog.targets(), OTHER_TARGETS);
        this.generators = new Family("generator", catalog.generators(), OTHER_GENERATORS);
        this.probes = new Family("probe", catalog.probes(), Set.of());
    }

    Family providers() {
        return providers;
    }

    Family targets() {
        return targets;
    }

    Family generators() {
        return generators;
    }

    Family probes() {
        return probes;
    }

    /// The kinds of one role.
    static final class Family {
        private final String role;
        private final Map<String, List<Catalog.Kind>> here = new HashMap<>();
        private final Set<String> elsewhere;

        Family(String role, List<Catalog.Kind> kinds, Set<String> elsewhere) {
            this.role = role;
            this.elsewhere = elsewhere;
            kinds.forEach(kind -> here.merge(kind.kind(), List.of(kind), Family::joined));
        }

        private static List<Catalog.Kind> joined(List<Catalog.Kind> a, List<Catalog.Kind> b) {
            return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
        }

        /// The kind of this name, when this build has it.
        Optional<Catalog.Kind> find(String kind) {
            return Optional.ofNullable(here.get(kind)).map(List::getFirst);
        }

        /// The kind of this name in a bundle; or else in any other.
        Optional<Catalog.Kind> find(String kind, String bundle) {
            var kinds = here.getOrDefault(kind, List.of());
            return kinds.stream().filter(each -> each.bundle().equals(bundle)).findFirst().or(() -> find(kind));
        }

        /// Finds a kind, and reports one that is not there.
        ///
        /// @param shown the kind as it may be shown
        Optional<Catalog.Kind> require(String kind, String shown, String path, Mark at, Findings findings) {
            var found = find(kind);
            if (found.isEmpty() && elsewhere.contains(kind)) {
                findings.warning(path, at, "The " + role + " kind \"" + kind + "\" is not supported by this build");
            } else if (found.isEmpty()) {
                var message = "Unknown " + role + " kind \"" + shown + "\"";
                findings.add(Severity.ERROR, path, at, message, Suggestion.hint(kind, names(kind)));
            }
            return found;
        }

        /// What may have been meant; a kind of another build only where it is near.
        private Set<String> names(String kind) {
            var names = new TreeSet<>(here.keySet());
            Suggestion.of(kind, names).or(() -> Suggestion.of(kind, elsewhere)).ifPresent(names::add);
            return names;
        }
    }
}
