package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/// The configuration files of AWS's tools: `~/.aws/config` and `~/.aws/credentials`, unless AWS_CONFIG_FILE and
/// AWS_SHARED_CREDENTIALS_FILE name others. Read once; a file that is missing is empty.
record Profiles(ProfileFile file, String chosen) {

    static Profiles read(Host host) {
        var all = ProfileFile.aggregator();
        part(host, "AWS_CONFIG_FILE", "config", ProfileFile.Type.CONFIGURATION).ifPresent(all::addFile);
        part(host, "AWS_SHARED_CREDENTIALS_FILE", "credentials", ProfileFile.Type.CREDENTIALS).ifPresent(all::addFile);
        return new Profiles(all.build(), host.variable("AWS_PROFILE").filter(name -> !name.isBlank()).orElse("default"));
    }

    private static Optional<ProfileFile> part(Host host, String variable, String name, ProfileFile.Type type) {
        return host.variable(variable)
                .filter(text -> !text.isBlank())
                .or(() -> host.variable("HOME").or(() -> host.variable("USERPROFILE")).map(home -> home + "/.aws/" + name))
                .map(host.home()::resolve)
                .filter(Files::isRegularFile)
                .map(path -> parsed(path, type));
    }

    private static ProfileFile parsed(Path path, ProfileFile.Type type) {
        try {
            return ProfileFile.builder().content(path).type(type).build();
        } catch (RuntimeException _) {
            // Its message quotes the file, which holds keys.
            throw Wrong.problem(Problem.Code.UNREADABLE, path + " cannot be read as a configuration of AWS", "check it with `aws configure list`");
        }
    }

    boolean has(String name) {
        return file.profile(name).isPresent();
    }

    Profile named(String name) {
        return file.profile(name).orElseThrow(() -> Wrong.problem(
                Problem.Code.NOT_FOUND, "there is no profile \"" + name + "\" in the configuration of AWS", "run `aws configure list-profiles`"));
    }

    /// The region of a profile.
    Optional<String> region(String name) {
        return file.profile(name).flatMap(profile -> profile.property(ProfileProperty.REGION));
    }
}
