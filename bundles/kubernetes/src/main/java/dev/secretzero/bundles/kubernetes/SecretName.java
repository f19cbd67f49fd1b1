package dev.secretzero.bundles.kubernetes;

import java.util.Optional;

/// Where a Secret is.
record SecretName(String namespace, String name) {

    String collection() {
        return "/api/v1/namespaces/" + Call.encoded(namespace) + "/secrets";
    }

    String path() {
        return collection() + "/" + Call.encoded(name);
    }

    Call.Right right(String verb) {
        return new Call.Right(verb, "", "secrets", Optional.of(namespace), Optional.of(name));
    }

    /// As messages name it.
    String shown() {
        return "the Secret " + namespace + "/" + name;
    }
}
