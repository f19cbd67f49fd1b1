package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Setting;
import java.util.List;

/// Kubernetes. What is offered stands here, so that to list it loads nothing that reaches a cluster.
///
/// There is no pace: Kubernetes publishes no quota. A server that has enough answers 429 and says when to come again.
public final class KubernetesPlugin implements Plugin {

    private static final List<Setting> CONNECTION = List.of(
            Setting.of("kubeconfig", Setting.Type.PATH, "The file that says how to reach the cluster. `.kube/config` of the home"
                            + " directory when not given.")
                    .from("KUBECONFIG"),
            Setting.of("context", Setting.Type.TEXT, "The context of that file. Its current one when not given."),
            Setting.of("in_cluster", Setting.Type.FLAG, "Whether to log in with the service account of the pod that we run in. That is"
                            + " done anyway in a pod without a kubeconfig.")
                    .otherwise("false"),
            Setting.of("service_account", Setting.Type.PATH, "The directory that holds the service account's `token` and `ca.crt`.")
                    .otherwise("/var/run/secrets/kubernetes.io/serviceaccount"),
            Setting.of("server", Setting.Type.URI, "The address of the API, to log in with a token and without a kubeconfig."),
            Setting.of("url", Setting.Type.URI, "The same as `server`."),
            Setting.of("token", Setting.Type.SECRET, "The token, for `server`."),
            Setting.of("ca_file", Setting.Type.PATH, "The authority that the certificate of `server` is of, in PEM. Those that Java"
                    + " trusts when not given."),
            Setting.of("namespace", Setting.Type.TEXT, "The namespace of targets that name none.")
                    .otherwise("default"),
            Setting.of("timeout", Setting.Type.DURATION, "How long one answer may take, up to 5m.")
                    .otherwise("30s"));

    private static final List<Setting> SECRET = List.of(
            Setting.of("secret_name", Setting.Type.TEXT, "The name of the Secret. `name` when not given."),
            Setting.of("name", Setting.Type.TEXT, "The same as `secret_name`."),
            Setting.of("namespace", Setting.Type.TEXT, "The namespace. That of the provider when not given."),
            Setting.of("data_key", Setting.Type.TEXT, "The key of the Secret. The name of the secret, or of its field, when not given."),
            Setting.of("data_keys", Setting.Type.MAP, "Several keys, for a value of several fields: the key of the Secret to the name of the"
                    + " field. Every field must have its key."),
            Setting.of("secret_type", Setting.Type.TEXT, "The type of the Secret, such as `kubernetes.io/tls`. `Opaque` for a new Secret when"
                    + " not given; one that is there keeps its own."),
            Setting.of("labels", Setting.Type.MAP, "Labels that the Secret has after a write."),
            Setting.of("annotations", Setting.Type.MAP, "Annotations that the Secret has after a write."),
            Setting.of("restart", Setting.Type.LIST, "What to restart after a write, in the same namespace: `deployment/NAME`,"
                    + " `statefulset/NAME` or `daemonset/NAME`."));

    private static final List<Setting> EXTERNAL = List.of(
            Setting.of("output_path", Setting.Type.PATH, "The file that the manifest is written to. A relative path is one of the working"
                            + " directory if the file is there, and otherwise one of the Secretfile's directory.")
                    .needed(),
            Setting.of("secret_name", Setting.Type.TEXT, "The Secret that the operator makes. `name` when not given."),
            Setting.of("name", Setting.Type.TEXT, "The same as `secret_name`."),
            Setting.of("external_secret_name", Setting.Type.TEXT, "The name of the ExternalSecret. That of the Secret when not given."),
            Setting.of("namespace", Setting.Type.TEXT, "The namespace. That of the provider when not given."),
            Setting.of("secret_store_ref", Setting.Type.TEXT, "The store that the operator reads from.")
                    .otherwise("default"),
            Setting.of("secret_store_kind", Setting.Type.TEXT, "What kind of store that is.")
                    .otherwise("SecretStore")
                    .oneOf("SecretStore", "ClusterSecretStore"),
            Setting.of("backend_key", Setting.Type.TEXT, "Where the store has the value. The name of the secret, or of its field, when not"
                    + " given."),
            Setting.of("backend_property", Setting.Type.TEXT, "The part of what the store has there. The whole when not given."),
            Setting.of("backend_type", Setting.Type.TEXT, "What the store is kept in. It is not written anywhere."),
            Setting.of("refresh_interval", Setting.Type.TEXT, "How often the operator looks.")
                    .otherwise("1h"),
            Setting.of("api_version", Setting.Type.TEXT, "The version of the operator's API.")
                    .otherwise("v1beta1")
                    .oneOf("v1beta1", "v1"),
            Setting.of("labels", Setting.Type.MAP, "Labels of the ExternalSecret."),
            Setting.of("annotations", Setting.Type.MAP, "Annotations of the ExternalSecret."));

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("kubernetes", "Kubernetes.", CONNECTION, (host, settings) -> KubernetesProvider.open(host, settings)),
                List.of(
                        new Offer<>(
                                "kubernetes_secret",
                                "A key of a Secret, or several.",
                                SECRET,
                                (provider, settings) -> KubernetesSecret.open(provider, settings)),
                        new Offer<>(
                                "external_secret",
                                "A manifest for the External Secrets Operator, which holds no value.",
                                EXTERNAL,
                                (provider, settings) -> ExternalSecret.open(provider, settings))),
                List.of()));
    }
}
