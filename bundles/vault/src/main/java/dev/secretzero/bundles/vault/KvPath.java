package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Wrong;
import java.util.List;
import java.util.stream.Stream;

/// A path of a key-value engine.
///
/// @param mount where the engine is mounted
/// @param path below the mount, without the names that only the HTTP API has
/// @param version of the engine: 1 or 2
record KvPath(String mount, String path, int version) {

    /// A path as people write it: with or without a slash before it, the mount, or the `data/` of the HTTP API.
    static KvPath of(String mount, String written, int version) {
        var point = clean("mount_point", trimmed(mount).replaceAll("/+$", ""));
        var path = trimmed(written);
        for (var prefix : List.of(point + "/data/", point + "/", "data/")) {
            if (path.startsWith(prefix)) {
                return new KvPath(point, clean("path", path.substring(prefix.length())), version);
            }
        }
        return new KvPath(point, clean("path", path), version);
    }

    /// A path with nothing taken away: where it leads when it is put behind the mount as it stands.
    KvPath literal(String written) {
        return new KvPath(mount, trimmed(written), version);
    }

    private static String trimmed(String written) {
        return written.strip().replaceFirst("^/+", "");
    }

    /// Names joined by slashes, none of them empty, and none that leads elsewhere.
    static String clean(String key, String path) {
        boolean faulty = Stream.of(path.split("/", -1)).anyMatch(name -> name.isBlank() || name.equals(".") || name.equals(".."))
                || path.chars().anyMatch(Character::isISOControl);
        if (faulty) {
            throw Wrong.setting(key, "is not a path of a secret", "write names joined by single slashes: team/app");
        }
        return path;
    }

    /// Where the fields are read and written.
    String data() {
        return version == 2 ? mount + "/data/" + path : mount + "/" + path;
    }

    /// What is deleted so that nothing stays, earlier versions included.
    String everything() {
        return version == 2 ? mount + "/metadata/" + path : mount + "/" + path;
    }
}
