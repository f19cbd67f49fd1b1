package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Environments;
import dev.secretzero.engine.manifest.Manifest.Profile;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the lanes of a document, and finds the one that an operation uses.
///
/// They are read before anything else, because the var files of the lane decide what the rest of the document says.
final class Lanes {

    private static final String DEFAULT_SECRETFILE = "Secretfile.yml";
    private static final String DEFAULT_LOCKFILE = ".gitsecrets.lock";

    private final Findings findings;
    private final Path secretfile;

    Lanes(Findings findings, Path secretfile) {
        this.findings = findings;
        this.secretfile = secretfile;
    }

    /// Reads the block `environments`.
    Optional<Environments> environments(Section root) {
        return root.maybeSection("environments").map(section -> {
            var fallback = section.maybe("default");
            var profiles = section.named("profiles", profile -> Optional.of(profile(profile, root)));
            fallback.filter(name -> !name.isEmpty() && !profiles.containsKey(name))
                    .ifPresent(name -> findings.unknown(
                            section.path("default"), section.at("default"),
                            "The default \"" + name + "\" is not defined in profiles", name, List.copyOf(profiles.keySet())));
            section.done();
            return new Environments(fallback, profiles);
        });
    }

    private Profile profile(Section profile, Section root) {
        var files = profile.texts("var_files");
        checkFiles(profile, files);
        var target = profile.maybe("target_profile");
        target.ifPresent(name -> checkTargetProfile(profile, root, name));
        return new Profile(files, profile.maybe("lockfile"), target, profile.map("labels"));
    }

    private void checkFiles(Section profile, List<String> files) {
        var seen = new HashSet<String>();
        for (var file : files) {
            var name = file.strip();
            if (name.isEmpty()) {
                findings.error(profile.path("var_files"), profile.at("var_files"),
                        "The environment \"" + profile.name() + "\" contains an empty var_files entry");
            } else if (!seen.add(name)) {
                findings.error(profile.path("var_files"), profile.at("var_files"),
                        "The environment \"" + profile.name() + "\" has the duplicate entry \"" + name + "\"");
            }
        }
    }

    private void checkTargetProfile(Section profile, Section root, String name) {
        var known = root.mapping().at("target_profiles") instanceof Mapping(var entries, _, _) ? entries.keySet() : java.util.Set.<String>of();
        if (!known.contains(name)) {
            findings.unknown(profile.path("target_profile"), profile.at("target_profile"),
                    "The environment \"" + profile.name() + "\" references the unknown target_profile \"" + name + "\"",
                    name, List.copyOf(known));
        }
    }

    /// The lane that was asked for, or the default one. Empty, with a finding, when there is no such lane.
    Optional<Lane> resolve(Optional<Environments> environments, Lane.Wish wish, Mark at) {
        var name = wish.environment()
                .or(() -> environments.flatMap(Environments::fallback))
                .filter(each -> !each.isEmpty());
        var profiles = environments.map(Environments::profiles).orElse(Map.of());
        if (name.isPresent() && !profiles.containsKey(name.get())) {
            missing(name.get(), environments, at);
            return Optional.empty();
        }
        var profile = name.map(profiles::get);
        try {
            return Optional.of(lane(name, profile, wish));
        } catch (InvalidPathException e) {
            findings.error("environments", at, "A path of the environment is not a path");
            return Optional.empty();
        }
    }

    private void missing(String name, Optional<Environments> environments, Mark at) {
        if (environments.isEmpty()) {
            findings.error("environments", at, "The environment \"" + name + "\" was asked for, and none is declared",
                    "declare it below `environments: profiles:`");
            return;
        }
        var known = environments.get().profiles().keySet().stream().sorted().toList();
        var listed = known.isEmpty() ? "[none]" : String.join(", ", known);
        findings.misspelt("environments", at, "Unknown environment \"" + name + "\"; known: " + listed, name, known);
    }

    private Lane lane(Optional<String> name, Optional<Profile> profile, Lane.Wish wish) {
        var home = home();
        var files = new ArrayList<Path>();
        profile.ifPresent(each -> each.varFiles().forEach(file -> files.add(home.resolve(file.strip()).normalize())));
        wish.varFiles().forEach(file -> files.add(wish.directory().resolve(file).normalize()));
        var lockfile = wish.lockfile()
                .or(() -> profile.flatMap(Profile::lockfile).filter(file -> !file.isBlank()).map(Path::of))
                .map(file -> home.resolve(file).normalize())
                .orElseGet(() -> home.resolve(derived()));
        return new Lane(name, files, lockfile, local(lockfile), profile.flatMap(Profile::targetProfile));
    }

    private Path home() {
        var parent = secretfile.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private String derived() {
        var name = String.valueOf(secretfile.getFileName());
        if (name.equals(DEFAULT_SECRETFILE)) {
            return DEFAULT_LOCKFILE;
        }
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + ".lock";
    }

    /// `.gitsecrets.lock` becomes `.gitsecrets.local.lock`, and any other likewise.
    static Path local(Path lockfile) {
        var name = String.valueOf(lockfile.getFileName());
        var stem = name.endsWith(".lock") ? name.substring(0, name.length() - 5) : name;
        return lockfile.resolveSibling(stem + ".local.lock");
    }
}
