package dev.secretzero.bundles.kubernetes;

import java.util.Locale;

/// What runs pods that use a Secret, and makes them anew when its template changes.
///
/// @param resource as the API names it: `deployments`, `statefulsets` or `daemonsets`
record Consumer(String resource, String name) implements Comparable<Consumer> {

    /// `deployment/api`, with the kinds as `kubectl` takes them.
    static Consumer parse(String written) {
        var parts = written.strip().split("/", -1);
        if (parts.length != 2) {
            throw faulty();
        }
        return new Consumer(resource(parts[0].toLowerCase(Locale.ROOT)), Names.object("restart", parts[1]));
    }

    private static String resource(String kind) {
        return switch (kind) {
            case "deployment", "deployments", "deploy" -> "deployments";
            case "statefulset", "statefulsets", "sts" -> "statefulsets";
            case "daemonset", "daemonsets", "ds" -> "daemonsets";
            default -> throw faulty();
        };
    }

    private static RuntimeException faulty() {
        return Wrong.setting("restart", "names nothing that can be restarted", "write deployment/NAME, statefulset/NAME or daemonset/NAME");
    }

    @Override
    public int compareTo(Consumer other) {
        return shown().compareTo(other.shown());
    }

    String shown() {
        return resource + "/" + name;
    }
}
