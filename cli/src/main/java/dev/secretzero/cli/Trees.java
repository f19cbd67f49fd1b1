package dev.secretzero.cli;

import dev.secretzero.engine.Readiness;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.policy.Preflight;
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

    /// Who we are to each declared provider.
    static List<Tree> providers(Readiness readiness) {
        return readiness.providers().stream()
                .map(provider -> Tree.of("alias", provider.alias())
                        .with("kind", provider.kind())
                        .with("status", provider.state().label())
                        .with("primary", provider.primary())
                        .with("secondary", provider.secondary())
                        .with("error", provider.error()))
                .toList();
    }

    /// Whether a sync could begin.
    static Tree readiness(Readiness readiness) {
        return Tree.of("sync_blocked", !readiness.blockers().isEmpty())
                .with("headline", readiness.headline())
                .with("blocking_reasons", readiness.blockers().stream().map(Readiness.Blocker::label).toList())
                .with("provider_identity", identity(readiness.identity()))
                .with("target_access", access(readiness));
    }

    private static Tree identity(Preflight identity) {
        return Tree.of("has_policies", identity.hasPolicies())
                .with("all_ok", identity.satisfied())
                .with("blocking", identity.blocked())
                .with("headline", identity.headline())
                .with("rows", identity.rows().stream().map(Trees::row).toList());
    }

    private static Tree row(Preflight.Row row) {
        return Tree.of("policy_name", row.policy())
                .with("provider_alias", row.provider())
                .with("status", row.state().label())
                .with("severity", row.severity().label())
                .with("detail", row.detail());
    }

    private static Tree access(Readiness readiness) {
        return Tree.of("accessible_count", readiness.accessible())
                .with("total_count", readiness.access().size())
                .with("results", readiness.access().stream()
                        .map(one -> Tree.of("provider", one.provider())
                                .with("ok", one.error().isEmpty())
                                .with("error", one.error()))
                        .toList());
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
