package dev.secretzero.server;

import dev.secretzero.engine.Status;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Instructions;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Handler;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Shows what is declared, and what the lockfile says of it.
final class ManifestEndpoints {

    private final Desk desk;

    private ManifestEndpoints(Desk desk) {
        this.desk = desk;
    }

    static List<Endpoint<?>> of(Desk desk) {
        var show = new ManifestEndpoints(desk);
        return List.of(
                new Endpoint<>(
                        Verb.POST,
                        "/config/validate",
                        Scope.READ,
                        "manifest",
                        "validateConfig",
                        "Check a Secretfile that is sent.",
                        Wire.ValidateConfig.class,
                        Wire.ValidateConfig::read,
                        Wire.Validated.class,
                        Optional.of(new Trail("validate_config", "config")),
                        (ask, _) -> validated(desk.engine().check(ask.config()), ask.config())),
                inLane("/config/render", "renderConfig", "The interpolated manifest.", Wire.Rendered.class,
                        new Trail("render_config", "config"), show::render),
                inLane("/secrets", "listSecrets", "The declared secrets.", Wire.Secrets.class,
                        new Trail("list_secrets", "secrets"), show::secrets),
                get("/secrets/{name}", "secrets", "secretDetail", "One declared secret.", Wire.Named.class,
                        Wire.Named::read, Wire.SecretDetail.class, new Trail("get_secret_detail", "secret:{name}"),
                        (ask, _) -> show.detail(ask)),
                get("/secrets/{name}/status", "secrets", "secretStatus", "What the lockfile says of one secret.",
                        Wire.Named.class, Wire.Named::read, Wire.SecretStatus.class,
                        new Trail("get_secret_status", "secret:{name}"), (ask, _) -> show.status(ask)),
                list("/list/providers", "listProviders", "The declared providers.", Wire.Providers.class,
                        new Trail("list_providers", "providers"), show::providers),
                list("/list/targets", "listTargets", "The declared targets.", Wire.Targets.class,
                        new Trail("list_targets", "targets"), show::targets),
                list("/list/variables", "listVariables", "The merged variables.", Wire.Variables.class,
                        new Trail("list_variables", "variables"), show::variables),
                inLane("/graph", "graph", "How generators, secrets and targets hang together.", Wire.Graph.class,
                        new Trail("get_graph", "config"), show::graph));
    }

    private static Endpoint<?> inLane(
            String path, String id, String summary, Class<?> response, Trail trail, Function<Wire.InLane, Handled> show) {
        return get(path, "manifest", id, summary, Wire.InLane.class, Wire.InLane::read, response, trail,
                (ask, _) -> show.apply(ask));
    }

    private static Endpoint<?> list(
            String path, String id, String summary, Class<?> response, Trail trail, Function<Wire.AskList, Handled> show) {
        return get(path, "manifest", id, summary, Wire.AskList.class, Wire.AskList::read, response, trail,
                (ask, _) -> show.apply(ask));
    }

    private static <Q> Endpoint<Q> get(
            String path, String tag, String id, String summary, Class<Q> request, Function<Fields, Q> reader,
            Class<?> response, Trail trail, Handler<Q> handler) {
        return new Endpoint<>(
                Verb.GET, path, Scope.READ, tag, id, summary, request, reader, response, Optional.of(trail), handler);
    }

    static Handled validated(Parsed parsed, Map<String, @Nullable Object> config) {
        var found = switch (parsed) {
            case Parsed.Valid(_, _, var warnings) -> warnings;
            case Parsed.Invalid(var diagnostics) -> diagnostics;
        };
        var errors = sentences(found, Diagnostic.Severity.ERROR);
        var warnings = new ArrayList<>(sentences(found, Diagnostic.Severity.WARNING));
        if (!config.containsKey("version") && found.stream().noneMatch(one -> one.path().equals("version"))) {
            warnings.add("version: not given; this program reads version 1");
        }
        boolean valid = parsed instanceof Parsed.Valid;
        return new Handled(
                new Wire.Validated(valid, errors, warnings), Map.of("valid", valid, "errors", errors), valid);
    }

    private static List<String> sentences(List<Diagnostic> diagnostics, Diagnostic.Severity severity) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == severity)
                .map(ManifestEndpoints::sentence)
                .toList();
    }

    static String sentence(Diagnostic diagnostic) {
        return diagnostic.path().isEmpty() ? diagnostic.message() : diagnostic.path() + ": " + diagnostic.message();
    }

    private Handled render(Wire.InLane ask) {
        return Handled.of(new Wire.Rendered(desk.engine().render(desk.workspace(ask.environment()))));
    }

    private Handled secrets(Wire.InLane ask) {
        var manifest = desk.workspace(ask.environment()).manifest();
        var rows = manifest.secrets().stream()
                .map(secret -> new Wire.SecretRow(
                        secret.name(),
                        secret.kind(),
                        secret.rotationPeriod().orElse(null),
                        targets(manifest.units(secret)).stream()
                                .map(TargetDeclaration::kind)
                                .toList()))
                .toList();
        return Handled.of(new Wire.Secrets(rows, rows.size()), Map.of("count", rows.size()));
    }

    /// The targets of a secret, each once, in their order.
    private static List<TargetDeclaration> targets(List<Unit> units) {
        return units.stream().flatMap(unit -> unit.targets().stream()).distinct().toList();
    }

    private Handled detail(Wire.Named ask) {
        var workspace = desk.workspace(ask.environment());
        var secret = desk.declared(workspace, ask.name());
        var made = Made.of(desk.engine().status(workspace, Set.of(secret.name())));
        return Handled.of(detail(workspace, secret, made), Map.of("exists", made.exists()));
    }

    private Wire.SecretDetail detail(Workspace workspace, Declaration secret, Made made) {
        var rows = targets(workspace.manifest().units(secret)).stream()
                .map(target -> new Wire.TargetRow(target.provider(), target.kind(), shown(target)))
                .toList();
        return new Wire.SecretDetail(
                secret.name(),
                secret.kind(),
                secret.oneTime(),
                secret.rotationPeriod().orElse(null),
                rows,
                made.exists(),
                made.createdAt(),
                made.updatedAt(),
                made.lastRotated(),
                made.rotationCount(),
                instructions(workspace, secret.name()));
    }

    private Map<String, @Nullable Object> instructions(Workspace workspace, String secret) {
        return desk.engine().guidance(workspace).of(secret).map(Instructions::document).orElse(Map.of());
    }

    private Map<String, @Nullable Object> shown(TargetDeclaration target) {
        return desk.engine().shown(target.config(), target.kind());
    }

    private Handled status(Wire.Named ask) {
        var workspace = desk.workspace(ask.environment());
        boolean declared = workspace.manifest().secret(ask.name()).isPresent();
        var status = declared
                ? status(
                        ask.name(),
                        desk.engine().status(workspace, Set.of(ask.name())),
                        instructions(workspace, ask.name()))
                : status(ask.name(), remembered(workspace, ask.name()));
        return Handled.of(status, Map.of("exists", status.exists()));
    }

    /// What the lockfile still says of a secret that is no longer declared.
    private Optional<Lock.Entry> remembered(Workspace workspace, String name) {
        return desk.engine().lock(workspace).flatMap(lock -> lock.entry(name));
    }

    private static Wire.SecretStatus status(String name, Optional<Lock.Entry> entry) {
        return status(name, Made.of(entry.stream().toList(), entry.isPresent()), List.of(), Map.of());
    }

    static Wire.SecretStatus status(String name, Status status, Map<String, @Nullable Object> instructions) {
        var states = status.rows().stream()
                .flatMap(row -> row.places().stream())
                .map(place -> new Wire.TargetState(place.id().value(), place.state().label()))
                .toList();
        var made = Made.of(status);
        return status(name, made, states, made.exists() ? Map.of() : instructions);
    }

    private static Wire.SecretStatus status(
            String name, Made made, List<Wire.TargetState> states, Map<String, @Nullable Object> instructions) {
        return new Wire.SecretStatus(
                name,
                made.exists(),
                made.createdAt(),
                made.updatedAt(),
                made.lastRotated(),
                made.rotationCount(),
                made.targets(),
                states,
                instructions);
    }

    /// What the lockfile says of one secret: of one that is made from a template, of all its fields together.
    record Made(
            boolean exists,
            @Nullable String createdAt,
            @Nullable String updatedAt,
            @Nullable String lastRotated,
            int rotationCount,
            List<String> targets) {

        static Made of(Status status) {
            var entries = status.rows().stream().flatMap(row -> row.entry().stream()).toList();
            return of(entries, !entries.isEmpty() && entries.size() == status.rows().size());
        }

        static Made of(List<Lock.Entry> entries, boolean exists) {
            return new Made(
                    exists,
                    text(entries.stream().map(Lock.Entry::createdAt).min(Comparator.naturalOrder())),
                    text(entries.stream().map(Lock.Entry::updatedAt).max(Comparator.naturalOrder())),
                    text(entries.stream().flatMap(entry -> entry.lastRotated().stream()).max(Comparator.naturalOrder())),
                    entries.stream().mapToInt(Lock.Entry::rotationCount).max().orElse(0),
                    entries.stream().flatMap(entry -> entry.targets().keySet().stream()).distinct().toList());
        }

        private static @Nullable String text(Optional<Instant> time) {
            return time.map(Instant::toString).orElse(null);
        }
    }

    private Handled providers(Wire.AskList ask) {
        var rows = desk.workspace(ask.environment()).manifest().providers().values().stream()
                .filter(provider -> wanted(ask, provider.alias(), provider.kind()))
                .map(ManifestEndpoints::row)
                .toList();
        return Handled.of(new Wire.Providers(rows, rows.size()), Map.of("count", rows.size()));
    }

    private static Wire.ProviderRow row(ProviderDeclaration provider) {
        return new Wire.ProviderRow(
                provider.alias(),
                provider.kind(),
                provider.authKind().orElse(null),
                provider.fallbackGenerator().orElse(null));
    }

    private static boolean wanted(Wire.AskList ask, String... texts) {
        var filter = ask.filter();
        return filter == null
                || Stream.of(texts)
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)));
    }

    private Handled targets(Wire.AskList ask) {
        var rows = desk.workspace(ask.environment()).manifest().units().stream()
                .flatMap(unit -> unit.targets().stream()
                        .filter(target -> wanted(ask, unit.entry(), target.provider(), target.kind()))
                        .map(target -> new Wire.TargetOf(unit.entry(), target.provider(), target.kind(), shown(target))))
                .toList();
        return Handled.of(new Wire.Targets(rows, rows.size()), Map.of("count", rows.size()));
    }

    private Handled variables(Wire.AskList ask) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        desk.engine().variables(desk.workspace(ask.environment())).forEach((name, value) -> {
            if (wanted(ask, name)) {
                shown.put(name, value);
            }
        });
        return Handled.of(new Wire.Variables(shown, shown.size()), Map.of("count", shown.size()));
    }

    private Handled graph(Wire.InLane ask) {
        var graph = graph(desk.workspace(ask.environment()).manifest().units());
        return Handled.of(
                graph, Map.of("nodes", graph.nodes().size(), "edges", graph.edges().size()));
    }

    /// Generators, one for each kind; secrets; and places, one for each target id. Every edge joins two nodes.
    static Wire.Graph graph(List<Unit> units) {
        var nodes = new LinkedHashMap<String, Wire.Node>();
        var edges = new LinkedHashSet<Wire.Edge>();
        for (var unit : units) {
            var made = generator(unit);
            var secret = secret(unit.secret());
            nodes.put(made.id(), made);
            nodes.put(secret.id(), secret);
            edges.add(new Wire.Edge(made.id(), secret.id(), "generates"));
            var ids = TargetId.of(unit);
            for (int i = 0; i < ids.size(); i++) {
                var place = place(unit, unit.targets().get(i), ids.get(i).value());
                nodes.put(place.id(), place);
                edges.add(new Wire.Edge(secret.id(), place.id(), "stored_in"));
            }
        }
        return new Wire.Graph(List.copyOf(nodes.values()), List.copyOf(edges));
    }

    private static Wire.Node generator(Unit unit) {
        var kind = unit.generator().kind();
        return new Wire.Node("generator:" + kind, "generator", kind, kind, null, null, null);
    }

    private static Wire.Node secret(Declaration secret) {
        return new Wire.Node(
                "secret:" + secret.name(),
                "secret",
                secret.name(),
                secret.kind(),
                null,
                secret.oneTime(),
                secret.rotationPeriod().orElse(null));
    }

    /// A place that its target does not name is named by what is stored there.
    private static Wire.Node place(Unit unit, TargetDeclaration target, String id) {
        var name = id.endsWith("/") ? id + unit.place() : id;
        return new Wire.Node("target:" + name, "target", name, target.kind(), target.provider(), null, null);
    }
}
