package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.spi.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads Secretfiles: the YAML, the lane, the var files, the strings and the model, in this order, with every fault on the
/// way.
///
/// A reader may be used by several threads. It reads no file but the var files that the lane and the caller name.
public final class ManifestReader {

    private final Kinds kinds;
    private final Map<String, String> environment;
    private final Supplier<Jinja> engine = new LazyEngine();

    /// @param catalog the kinds that a document may name
    /// @param environment the environment variables that its strings may name
    public ManifestReader(Catalog catalog, Map<String, String> environment) {
        this.kinds = new Kinds(catalog);
        this.environment = Map.copyOf(environment);
    }

    /// The template engine, made by the first string that needs it.
    private static final class LazyEngine implements Supplier<Jinja> {
        private @Nullable Jinja engine;

        @Override
        public synchronized Jinja get() {
            var made = engine == null ? Jinja.strings() : engine;
            engine = made;
            return made;
        }
    }

    /// Reads a document that came as text.
    ///
    /// @param secretfile where it came from, absolute; var files and lockfiles are looked up beside it
    /// @param text what it says
    /// @param wish the lane that is asked for, and the directory that paths are shown in
    public Parsed read(Path secretfile, String text, Lane.Wish wish) {
        var findings = new Findings();
        var file = shown(secretfile, wish.directory());
        var root = YamlText.read(file, text, findings).flatMap(value -> mapping(value, findings));
        return root.map(mapping -> parse(mapping, secretfile, wish, findings, file))
                .orElseGet(() -> new Parsed.Invalid(findings.sorted(file)));
    }

    /// What is to be said of a document that is not text.
    public Diagnostic garbled(Path secretfile, TextFile.Content.Garbled garbled, Lane.Wish wish) {
        var at = new Mark(shown(secretfile, wish.directory()), garbled.line(), garbled.column());
        return Diagnostic.error("", "The Secretfile " + garbled.message(), at).hint(TextFile.HINT);
    }

    /// Reads a document that came as JSON, so that nothing has a position. No var file is read and no lane is taken.
    public Parsed check(Map<String, @Nullable Object> document) {
        var findings = new Findings();
        var root = YamlText.of(document, findings).flatMap(value -> mapping(value, findings));
        if (root.isEmpty()) {
            return new Parsed.Invalid(findings.sorted(""));
        }
        if (root.get().at("version") == null) {
            findings.warning("version", Findings.NOWHERE, "The document has no version");
        }
        if (root.get().at("secrets") == null) {
            findings.error("secrets", Findings.NOWHERE, "Field required");
        }
        var wish = new Lane.Wish(Optional.of(""), List.of(), Optional.empty(), Path.of(""));
        return parse(root.get(), Path.of("Secretfile.yml"), wish, findings, "");
    }

    private static String shown(Path path, Path directory) {
        var whole = path.normalize();
        var base = directory.normalize();
        return whole.startsWith(base) && !whole.equals(base) ? base.relativize(whole).toString() : path.toString();
    }

    private static Optional<Mapping> mapping(Value root, Findings findings) {
        if (root instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            return Optional.of(mapping);
        }
        boolean empty = switch (root) {
            case Mapping _ -> true;
            case Sequence(var items, _) -> items.isEmpty();
            case Value.Text text -> text.text().isEmpty();
            case Scalar(var plain, _) -> !isTrue(plain);
        };
        var message = empty ? "empty Secretfile" : "Input should be a valid dictionary";
        findings.error("", root.at(), message, "the least that is valid is `secrets: []`");
        return Optional.empty();
    }

    private static boolean isTrue(@Nullable Object plain) {
        return switch (plain) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            default -> true;
        };
    }

    private Parsed parse(Mapping raw, Path secretfile, Lane.Wish wish, Findings findings, String file) {
        findings.requireTextKeys("", raw);
        var declared = Section.root(findings, raw).map("variables");
        var lanes = new Lanes(findings, secretfile);
        var environments = lanes.environments(Section.root(findings, withEnvironments(raw, declared)));
        var lane = lanes.resolve(environments, wish, raw.keys().getOrDefault("environments", raw.at()));
        var merged = lane.map(each -> merged(declared, each, wish, findings)).orElse(declared);
        var variables = Variables.resolve(merged, environment, engine, findings);
        var document = Section.root(findings, document(raw, interpolation(variables)));
        var reading = new Reading(findings, kinds, lane.flatMap(Lane::targetProfile));
        var manifest = reading.manifest(document, environments, variables);
        var diagnostics = findings.sorted(file);
        return findings.failed() || lane.isEmpty()
                ? new Parsed.Invalid(diagnostics)
                : new Parsed.Valid(manifest, lane.get(), diagnostics);
    }

    private Interpolation interpolation(Mapping variables) {
        return new Interpolation(Scope.of(variables), environment, engine);
    }

    /// The document with its lanes interpolated. They see the variables of the document alone, because they decide
    /// which var files there are.
    private Mapping withEnvironments(Mapping raw, Mapping declared) {
        var environments = raw.at("environments");
        if (environments == null) {
            return raw;
        }
        var base = interpolation(Variables.resolve(declared, environment, engine, new Findings()));
        return Merge.with(raw, "environments", base.value(environments));
    }

    private Mapping merged(Mapping variables, Lane lane, Lane.Wish wish, Findings findings) {
        var merged = variables;
        for (var path : lane.varFiles()) {
            merged = Merge.deep(merged, varFile(path, wish, findings));
        }
        return merged;
    }

    private static Mapping varFile(Path path, Lane.Wish wish, Findings findings) {
        var file = shown(path, wish.directory());
        var none = Mapping.empty(Findings.NOWHERE);
        try {
            return switch (TextFile.open(path)) {
                case TextFile.Content.Utf8(var text) -> varFile(file, text, findings).orElse(none);
                case TextFile.Content.Garbled garbled -> {
                    findings.error("variables", new Mark(file, garbled.line(), garbled.column()),
                            "The var file " + file + " " + garbled.message(), TextFile.HINT);
                    yield none;
                }
            };
        } catch (ProblemException e) {
            findings.error("variables", Findings.NOWHERE, "The var file " + e.problem().message(),
                    e.problem().hint().orElse("check `var_files` of the environment and --var-file"));
            return none;
        }
    }

    private static Optional<Mapping> varFile(String file, String text, Findings findings) {
        var value = YamlText.read(file, text, findings);
        if (value.isPresent() && value.get() instanceof Mapping mapping) {
            findings.requireTextKeys("variables", mapping);
            return Optional.of(mapping);
        }
        value.ifPresent(other -> findings.error("variables", other.at(), "The var file " + file + " must contain a dictionary"));
        return Optional.empty();
    }

    /// Interpolates the document. The strings of a secret see its own `vars` over the variables.
    private static Mapping document(Mapping raw, Interpolation interpolation) {
        var variables = raw.at("variables");
        var rest = variables == null ? raw : Merge.with(raw, "variables", Mapping.empty(variables.at()));
        if (!(rest.at("secrets") instanceof Sequence(var items, var at))) {
            return interpolation.mapping(rest);
        }
        var secrets = new ArrayList<Value>(items.size());
        items.forEach(item -> secrets.add(secret(item, interpolation)));
        var others = interpolation.mapping(Merge.with(rest, "secrets", new Sequence(List.of(), at)));
        return Merge.with(others, "secrets", new Sequence(secrets, at));
    }

    private static Value secret(Value item, Interpolation interpolation) {
        if (item instanceof Mapping secret && secret.at("vars") instanceof Mapping vars) {
            var own = interpolation.mapping(vars);
            return Merge.with(interpolation.under(own).mapping(secret), "vars", own);
        }
        return interpolation.value(item);
    }
}
