package dev.secretzero.server;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.spi.Host;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What every endpoint works with: the engine, and the Secretfile as it is now.
///
/// @param engines gives the engine, when somebody needs it
/// @param platform the operating system family
record Desk(Supplier<Engine> engines, Snapshots snapshots, Jail jail, InstantSource clock, String platform) {

    static Desk of(ApiSettings settings, Engine engine, Host host, String platform) {
        var secretfile = host.directory().resolve(settings.secretfile()).normalize();
        var parent = secretfile.getParent();
        var home = parent == null ? host.directory() : parent;
        return new Desk(
                () -> engine,
                new Snapshots(engine::open, secretfile, host.clock()),
                new Jail(host.directory(), home),
                host.clock(),
                platform);
    }

    Engine engine() {
        return engines.get();
    }

    /// The audit log, beside the Secretfile.
    Audit audit() {
        return engine().audit(snapshots.secretfile());
    }

    Workspace workspace(@Nullable String environment) {
        return workspace(environment, List.of());
    }

    /// The Secretfile, with its lane and var files.
    ///
    /// @param varFiles as they stand in a request
    Workspace workspace(@Nullable String environment, List<String> varFiles) {
        var files = varFiles.stream().map(jail::inside).toList();
        return ready(snapshots.open(Optional.ofNullable(environment), files));
    }

    private static Workspace ready(Workspace.Opened opened) {
        return switch (opened) {
            case Workspace.Opened.Ready(Workspace workspace) -> workspace;
            case Workspace.Opened.Missing(Path path) ->
                throw Refusal.of(HttpStatus.NOT_FOUND, "Secretfile not found: " + path).thrown();
            case Workspace.Opened.Faulty(Path path, var diagnostics) ->
                throw Refusal.faulty("The Secretfile is invalid: " + path, faults(diagnostics)).thrown();
        };
    }

    private static List<Wire.Fault> faults(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == Diagnostic.Severity.ERROR)
                .map(diagnostic -> new Wire.Fault(diagnostic.path(), sentence(diagnostic)))
                .toList();
    }

    /// A diagnostic's message, with the place where it stands.
    private static String sentence(Diagnostic diagnostic) {
        return diagnostic.message()
                + diagnostic.at().map(mark -> " (line " + mark.line() + ", column " + mark.column() + ")").orElse("");
    }

    /// A declared secret.
    Declaration declared(Workspace workspace, String name) {
        return workspace.manifest()
                .secret(name)
                .orElseThrow(() -> Refusal.of(HttpStatus.NOT_FOUND, "Secret not found: " + name).thrown());
    }
}
