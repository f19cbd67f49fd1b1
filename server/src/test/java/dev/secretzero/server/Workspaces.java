package dev.secretzero.server;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Agent;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Metadata;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Workspaces made by hand.
final class Workspaces {

    static final Mark AT = new Mark("Secretfile.yml", 1, 1);
    private static final Mapping EMPTY = Mapping.empty(AT);

    private Workspaces() {}

    static Workspace of(Path path, Optional<String> environment, List<Path> varFiles, Declaration... secrets) {
        var lane = new Lane(environment, varFiles, path.resolveSibling("a.lock"), path.resolveSibling("b.lock"), Optional.empty());
        return new Workspace(path, "", manifest(secrets), lane, List.of());
    }

    static Workspace of(Declaration... secrets) {
        return of(Path.of("/home/Secretfile.yml"), Optional.empty(), List.of(), secrets);
    }

    static Manifest manifest(Declaration... secrets) {
        var providers = new LinkedHashMap<String, ProviderDeclaration>();
        providers.put("cloud", new ProviderDeclaration("cloud", "aws", Optional.empty(), Optional.empty(), EMPTY, AT));
        return new Manifest(
                Optional.empty(),
                EMPTY,
                new Metadata(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty()),
                Optional.empty(),
                Map.of(),
                providers,
                List.of(secrets),
                Map.of(),
                Map.of(),
                EMPTY,
                EMPTY,
                Optional.empty(),
                new Agent("auto", 49152, 65535),
                EMPTY);
    }

    static Declaration secret(String name, TargetDeclaration... targets) {
        return new Declaration(
                name, "random_password", EMPTY, Optional.empty(), EMPTY, false, Optional.of("90d"), List.of(targets),
                Optional.empty(), List.of(), false, false, AT);
    }

    static TargetDeclaration target(String provider, String kind, String key, String value) {
        Value text = new Value.Text(value, value, false, AT);
        return new TargetDeclaration(provider, kind, new Mapping(Map.of(key, text), Map.of(key, AT), AT), List.of(), AT);
    }

    static TargetDeclaration target(String provider, String kind) {
        return new TargetDeclaration(provider, kind, EMPTY, List.of(), AT);
    }
}
