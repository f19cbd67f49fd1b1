package dev.secretzero.cli;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The parts that several JSON documents share.
final class Trees {

    private Trees() {}

    /// The lane that was used.
    static Tree lane(Workspace workspace) {
        var lane = workspace.lane();
        return Tree.of("selected_environment", lane.environment())
                .with("resolved_var_files", lane.varFiles().stream().map(Path::toString).toList())
                .with("resolved_lockfile", lane.lockfile().toString())
                .with("resolved_target_profile", lane.targetProfile());
    }

    /// The declared providers. None of them was contacted, and the rows say so.
    static List<Tree> providers(Manifest manifest) {
        return manifest.providers().values().stream()
                .map(provider -> Tree.of("alias", provider.alias())
                        .with("kind", provider.kind())
                        .with("status", provider.kind().equals("local") ? "local" : "unchecked")
                        .with("primary", "-")
                        .with("secondary", ""))
                .toList();
    }

    /// SHA-256 of a Secretfile, its line ends as line feeds (lockfile format 1.0).
    static String hash(String text) {
        var bytes = text.replace("\r\n", "\n").replace('\r', '\n').getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
