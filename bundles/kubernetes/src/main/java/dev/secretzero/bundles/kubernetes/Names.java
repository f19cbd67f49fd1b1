package dev.secretzero.bundles.kubernetes;

import java.util.regex.Pattern;

/// The names that Kubernetes takes: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/> and, for
/// the keys of a Secret, <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data>.
final class Names {

    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private Names() {}

    /// The name of a Secret, or of another object.
    static String object(String setting, String written) {
        var name = written.strip();
        if (name.length() > LONGEST || !SUBDOMAIN.matcher(name).matches()) {
            throw Wrong.setting(
                    setting, "is not a name of an object", "use at most 253 lower-case letters, digits, hyphens and dots");
        }
        return name;
    }

    static String namespace(String written) {
        var name = written.strip();
        if (name.length() > LONGEST_LABEL || !NAMESPACE.matcher(name).matches()) {
            throw Wrong.setting(
                    "namespace", "is not a name of a namespace", "use at most 63 lower-case letters, digits and hyphens");
        }
        return name;
    }

    /// A key of a Secret's data.
    static String key(String setting, String written) {
        boolean fits = written.length() <= LONGEST && KEY.matcher(written).matches();
        if (!fits || written.equals(".") || written.startsWith("..")) {
            throw Wrong.setting(
                    setting, "is not a key of a Secret", "use at most 253 letters, digits, hyphens, underscores and dots");
        }
        return written;
    }
}
