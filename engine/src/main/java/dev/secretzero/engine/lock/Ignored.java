package dev.secretzero.engine.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps files of the moment out of a git repository.
final class Ignored {

    private static final String LIST = ".gitignore";

    private Ignored() {}

    /// Adds names to the list of ignored files of a directory that belongs to a repository. What cannot be added is left:
    /// the files say nothing that must not be seen.
    static void names(Path directory, List<String> names) {
        if (!isTracked(directory)) {
            return;
        }
        var list = directory.resolve(LIST).normalize();
        try {
            var before = Files.exists(list, LinkOption.NOFOLLOW_LINKS) ? Files.readString(list) : "";
            var missing = names.stream().filter(name -> before.lines().noneMatch(line -> isName(line, name))).toList();
            if (!missing.isEmpty()) {
                Files.writeString(list, addition(before, missing), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException _) {
            // A list that cannot be read or written is not ours to mend.
        }
    }

    private static boolean isName(String line, String name) {
        return line.strip().equals(name) || line.strip().equals("/" + name);
    }

    private static String addition(String before, List<String> names) {
        var start = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        return names.stream().map(name -> name + "\n").collect(Collectors.joining("", start, ""));
    }

    private static boolean isTracked(Path directory) {
        return Stream.iterate(
                        Optional.of(directory.toAbsolutePath().normalize()),
                        Optional::isPresent,
                        each -> each.map(Path::getParent))
                .flatMap(Optional::stream)
                .anyMatch(each -> Files.exists(each.resolve(".git")));
    }
}
