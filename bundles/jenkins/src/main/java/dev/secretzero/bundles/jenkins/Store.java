package dev.secretzero.bundles.jenkins;

import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Settings;
import java.util.ArrayList;
import java.util.List;

/// A domain of a store of credentials: of the whole controller, or of a folder.
///
/// @param folder names from the outermost in; empty for the controller
record Store(List<String> folder, String domain) {

    static Store of(Settings settings) {
        var folder = settings.maybe("folder").map(text -> names(text.strip().replaceAll("^/+|/+$", ""))).orElse(List.of());
        return new Store(folder, name("domain", settings.text("domain").strip()));
    }

    private static List<String> names(String folder) {
        return List.of(folder.split("/", -1)).stream().map(name -> name("folder", name)).toList();
    }

    private static String name(String key, String name) {
        if (name.isBlank() || name.equals(".") || name.equals("..") || name.contains("/") || name.chars().anyMatch(Character::isISOControl)) {
            throw Wrong.setting(key, "is not a name on Jenkins", "write names joined by single slashes: team/app");
        }
        return name;
    }

    /// A request about something below it.
    ///
    /// @param permission that the user needs
    Call call(String method, String permission, String... below) {
        var names = new ArrayList<String>();
        for (var name : folder) {
            names.add("job");
            names.add(name);
        }
        names.addAll(List.of("credentials", "store", folder.isEmpty() ? "system" : "folder", "domain", domain));
        names.addAll(List.of(below));
        return Call.of(method, "the user needs the permission " + permission, names.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return "credentials domain \"" + domain + "\"" + (folder.isEmpty() ? "" : " of the folder \"" + String.join("/", folder) + "\"");
    }
}
