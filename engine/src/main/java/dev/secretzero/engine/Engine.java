package dev.secretzero.engine;

import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Plugin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The front door. An engine is cheap to make, holds no state of its own and may be used by many threads.
///
/// Every operation throws [dev.secretzero.spi.ProblemException] when it could not be carried out at all; what
/// went wrong with single secrets stands in its report.
@SuppressWarnings("DoNotCallSuggester")
public final class Engine {

    /// Puts an engine together.
    ///
    /// @param host everything ambient; `home` is replaced by each Secretfile's directory
    public static Engine of(Host host, List<Plugin> plugins) {
        throw new UnsupportedOperationException();
    }

    /// The kinds that manifests may name.
    public Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    /// Reads a Secretfile, its var files and its lane. Touches no lockfile and no provider.
    public Workspace.Opened open(Workspace.Locator locator) {
        throw new UnsupportedOperationException();
    }

    /// Checks a document that did not come from a file. Plain JSON values; positions are absent.
    public Parsed check(Map<String, @Nullable Object> document) {
        throw new UnsupportedOperationException();
    }

    /// The document as interpolated, secret-bearing values replaced by `[secret]`, nulls left out.
    public Map<String, @Nullable Object> render(Workspace workspace) {
        throw new UnsupportedOperationException();
    }

    /// A component's configuration, secret-bearing values replaced by `[secret]`.
    ///
    /// @param kind the target or generator kind, whose settings say what is secret
    public Map<String, @Nullable Object> shown(dev.secretzero.engine.manifest.Value.Mapping config, String kind) {
        throw new UnsupportedOperationException();
    }

    /// What a sync would do. Reads places; calls no generator, no script, no provider write.
    public Report plan(Workspace workspace, Request request) {
        throw new UnsupportedOperationException();
    }

    /// Makes, delivers, heals and restores. Holds the lockfile; `LOCKED` when somebody else does.
    public Report sync(Workspace workspace, Request request, Event.Listener listener, Prompter prompter) {
        throw new UnsupportedOperationException();
    }

    /// Where each secret stands in its rotation period, by the lockfile alone.
    public RotationCheck rotation(Workspace workspace, Set<String> names) {
        throw new UnsupportedOperationException();
    }

    /// New values for the secrets that are due or, with `force`, for all that may be rotated. Dry: only planned.
    public Report rotate(
            Workspace workspace, Request request, boolean dry, Event.Listener listener, Prompter prompter) {
        throw new UnsupportedOperationException();
    }

    /// Looks at every place and compares. Changes nothing.
    public Drift drift(Workspace workspace, Set<String> names) {
        throw new UnsupportedOperationException();
    }

    /// Judges manifest and lockfile by the declared and built-in policies.
    public Verdict policy(Workspace workspace) {
        throw new UnsupportedOperationException();
    }

    /// What the lockfile says.
    public Status status(Workspace workspace, Set<String> names) {
        throw new UnsupportedOperationException();
    }

    /// Records values that are already in their places, so that they are kept. Writes no place.
    public Adoption adopt(Workspace workspace, Request request, boolean dry) {
        throw new UnsupportedOperationException();
    }

    /// Drops entries of secrets that the manifest no longer declares from the lockfile.
    ///
    /// @return their names
    public List<String> clean(Workspace workspace, Request request, boolean dry) {
        throw new UnsupportedOperationException();
    }

    /// The secrets, or fields, that stand in the lockfile and not in the manifest.
    public List<String> orphans(Workspace workspace) {
        throw new UnsupportedOperationException();
    }

    /// The shared lockfile, merged with this machine's for secrets declared `local`.
    public Optional<Lock> lock(Workspace workspace) {
        throw new UnsupportedOperationException();
    }

    /// The value of one secret, or of one field (`secret.field`), read back from a target that holds it. The
    /// caller closes it. `NOT_RECOVERABLE` when no target shows the value in force.
    public dev.secretzero.spi.Material reveal(Workspace workspace, String name) {
        throw new UnsupportedOperationException();
    }

    /// The audit log.
    public Audit audit() {
        throw new UnsupportedOperationException();
    }
}
