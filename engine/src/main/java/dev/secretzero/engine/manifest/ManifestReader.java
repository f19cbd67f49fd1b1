package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetProfile;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a Secretfile: parses it, chooses the lane, merges the variables, interpolates, checks, and applies the lane's
/// target profile. Finds all faults at once.
public final class ManifestReader {

    private final Catalog catalog;
    private final Map<String, String> environment;

    /// A reader for the kinds of this catalog and for this environment.
    public ManifestReader(Catalog catalog, Map<String, String> environment) {
        this.catalog = catalog;
        this.environment = environment;
    }

    /// Reads a text. Var files are read from disk; nothing else is.
    ///
    /// @param secretfile where the text stands; absolute
    public Parsed read(Path secretfile, String text, Lane.Wish wish) {
        var findings = new Findings();
        var file = shown(secretfile, wish.directory());
        var root = YamlText.read(file, text, findings).flatMap(value -> root(value, new Mark(file, 1, 1), findings));
        if (root.isEmpty()) {
            return new Parsed.Invalid(findings.sorted(file));
        }
        var lanes = new LaneReader(secretfile, root.get(), wish, findings);
        var lane = lanes.choose();
        var over = new ArrayList<Mapping>();
        lane.varFiles().forEach(path -> variables(path, wish.directory(), findings).ifPresent(over::add));
        return parsed(root.get(), over, Optional.of(lane), findings, file);
    }

    /// Checks a document that came as plain JSON values. Positions are absent, and so is a lane.
    public Parsed check(Map<String, @Nullable Object> document) {
        var findings = new Findings();
        var root = YamlText.of(document, findings).flatMap(value -> root(value, Findings.NOWHERE, findings));
        if (root.isEmpty()) {
            return new Parsed.Invalid(findings.sorted(""));
        }
        if (root.get().at("version") == null) {
            findings.warning("version", Findings.NOWHERE, "version is not given");
        }
        return parsed(root.get(), List.of(), Optional.empty(), findings, "");
    }

    private static Optional<Mapping> root(Value value, Mark start, Findings findings) {
        if (value instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            return Optional.of(mapping);
        }
        boolean empty = switch (value) {
            case Mapping mapping -> mapping.entries().isEmpty();
            case Sequence sequence -> sequence.items().isEmpty();
            case Text text -> text.text().isEmpty();
            case Value.Scalar scalar -> scalar.value() == null
                    || Boolean.FALSE.equals(scalar.value())
                    || (scalar.value() instanceof Number number && number.doubleValue() == 0);
        };
        if (empty) {
            findings.error("", start, "empty Secretfile", "the shortest valid one is: secrets: []");
        } else {
            findings.error("", value.at(), "a Secretfile is a map: its first level has keys such as secrets");
        }
        return Optional.empty();
    }

    private Parsed parsed(
            Mapping root, List<Mapping> over, Optional<Lane> lane, Findings findings, String file) {
        var engine = once(Jinja::strings);
        var raw = root.at("variables") instanceof Mapping mapping ? mapping : Mapping.empty(root.at());
        if (root.at("variables") != null && !(root.at("variables") instanceof Mapping)) {
            findings.error("variables", raw.at(), "Input should be a valid dictionary");
        }
        findings.requireTextKeys("variables", raw);
        for (var file2 : over) {
            raw = Merge.deep(raw, file2);
        }
        var variables = Variables.resolve(raw, environment, engine, findings);
        var interpolation = new Interpolation(Scope.of(variables), environment, engine);
        var document = interpolated(root, interpolation);
        var manifest = new Binder(document, findings).bind(variables);
        if (!findings.failed()) {
            new Checks(manifest, catalog, findings).run();
        }
        if (findings.failed()) {
            return new Parsed.Invalid(findings.sorted(file));
        }
        var chosen = lane.flatMap(Lane::targetProfile).map(manifest.targetProfiles()::get);
        return new Parsed.Valid(
                chosen.map(profile -> profiled(manifest, profile)).orElse(manifest),
                lane.orElseGet(ManifestReader::nowhere),
                findings.sorted(file));
    }

    private static Lane nowhere() {
        return new Lane(
                Optional.empty(),
                List.of(),
                Path.of(".gitsecrets.lock"),
                Path.of(".gitsecrets.local.lock"),
                Optional.empty());
    }

    /// Everything but the variables themselves; a secret's own `vars` count for its strings.
    private static Mapping interpolated(Mapping root, Interpolation interpolation) {
        var entries = new LinkedHashMap<String, Value>();
        root.entries().forEach((key, value) -> entries.put(
                key,
                switch (key) {
                    case "variables" -> value;
                    case "secrets" -> secrets(value, interpolation);
                    default -> interpolation.value(value);
                }));
        return new Mapping(entries, root.keys(), root.at());
    }

    private static Value secrets(Value value, Interpolation interpolation) {
        if (!(value instanceof Sequence(var items, var at))) {
            return interpolation.value(value);
        }
        var done = new ArrayList<Value>(items.size());
        for (var item : items) {
            var own = item instanceof Mapping secret && secret.at("vars") instanceof Mapping vars
                    ? interpolation.under(interpolation.mapping(vars))
                    : interpolation;
            done.add(own.value(item));
        }
        return new Sequence(done, at);
    }

    private Optional<Mapping> variables(Path path, Path directory, Findings findings) {
        var file = shown(path, directory);
        var at = new Mark(file, 1, 1);
        try {
            return YamlText.read(file, Files.readString(path), findings).flatMap(value -> {
                if (value instanceof Mapping mapping) {
                    findings.requireTextKeys("", mapping);
                    return Optional.of(mapping);
                }
                findings.error("", at, "var file " + file + " must contain a dictionary");
                return Optional.empty();
            });
        } catch (NoSuchFileException e) {
            findings.error("", at, "var file not found: " + file);
        } catch (MalformedInputException e) {
            findings.error("", at, "var file " + file + " is not UTF-8 text");
        } catch (IOException e) {
            findings.error("", at, "var file " + file + " cannot be read");
        }
        return Optional.empty();
    }

    private static String shown(Path path, Path directory) {
        return path.startsWith(directory) ? directory.relativize(path).toString() : path.toString();
    }

    private static <T> Supplier<T> once(Supplier<T> make) {
        return new Supplier<>() {
            private @Nullable T made;

            @Override
            public T get() {
                if (made == null) {
                    made = make.get();
                }
                return Objects.requireNonNull(made);
            }
        };
    }

    // Target profiles.

    private static Manifest profiled(Manifest manifest, TargetProfile profile) {
        var templates = new LinkedHashMap<String, Template>();
        manifest.templates().forEach((name, template) -> templates.put(name, profiled(template, profile)));
        return new Manifest(
                manifest.version(),
                manifest.variables(),
                manifest.metadata(),
                manifest.environments(),
                manifest.targetProfiles(),
                manifest.providers(),
                manifest.secrets().stream().map(secret -> profiled(secret, profile)).toList(),
                templates,
                manifest.policies(),
                manifest.labels(),
                manifest.annotations(),
                manifest.config(),
                manifest.agent(),
                manifest.document());
    }

    private static Declaration profiled(Declaration secret, TargetProfile profile) {
        return new Declaration(
                secret.name(),
                secret.kind(),
                secret.vars(),
                secret.source(),
                secret.config(),
                secret.oneTime(),
                secret.rotationPeriod(),
                profiled(secret.targets(), profile),
                secret.agentInstructions(),
                secret.processTags(),
                secret.local(),
                secret.localAllowCloud(),
                secret.at());
    }

    private static Template profiled(Template template, TargetProfile profile) {
        var fields = new LinkedHashMap<String, Field>();
        template.fields().forEach((name, field) -> fields.put(
                name,
                new Field(field.description(), field.generator(), profiled(field.targets(), profile), field.at())));
        return new Template(template.description(), fields, profiled(template.targets(), profile), template.at());
    }

    private static List<TargetDeclaration> profiled(List<TargetDeclaration> targets, TargetProfile profile) {
        return targets.stream().map(target -> profiled(target, profile)).toList();
    }

    private static TargetDeclaration profiled(TargetDeclaration target, TargetProfile profile) {
        var config = Merge.deep(
                Merge.deep(target.config(), override(profile.providerOverrides(), target.provider(), target)),
                override(profile.targetOverrides(), target.kind(), target));
        var policies = new LinkedHashSet<>(target.identityPolicies());
        policies.addAll(profile.identityPolicies());
        return new TargetDeclaration(target.provider(), target.kind(), config, List.copyOf(policies), target.at());
    }

    private static Mapping override(Map<String, Mapping> overrides, String key, TargetDeclaration target) {
        return Optional.ofNullable(overrides.get(key)).orElseGet(() -> Mapping.empty(target.at()));
    }

    /// Chooses the lane from the document as it was written: lanes name the var files, so they cannot use them.
    private static final class LaneReader {
        private final Path secretfile;
        private final Mapping root;
        private final Lane.Wish wish;
        private final Findings findings;

        LaneReader(Path secretfile, Mapping root, Lane.Wish wish, Findings findings) {
            this.secretfile = secretfile;
            this.root = root;
            this.wish = wish;
            this.findings = findings;
        }

        Lane choose() {
            var environments = root.at("environments") instanceof Mapping mapping
                    ? Optional.of(mapping)
                    : Optional.<Mapping>empty();
            environments.ifPresent(this::check);
            var name = wish.environment()
                    .or(() -> environments.flatMap(e -> text(e, "default")))
                    .filter(n -> !n.isEmpty());
            var profile = name.flatMap(n -> profile(n, environments));
            var files = new ArrayList<Path>();
            profile.ifPresent(p -> texts(p, "var_files").forEach(file -> files.add(home().resolve(file.strip()).normalize())));
            wish.varFiles().forEach(file -> files.add(wish.directory().resolve(file).normalize()));
            var lockfile = wish.lockfile()
                    .map(path -> home().resolve(path))
                    .or(() -> profile.flatMap(p -> text(p, "lockfile")).map(path -> home().resolve(path)))
                    .orElseGet(this::fallback)
                    .normalize();
            return new Lane(name, files, lockfile, local(lockfile), profile.flatMap(p -> text(p, "target_profile")));
        }

        private Path home() {
            return Objects.requireNonNull(secretfile.getParent());
        }

        private Path fallback() {
            var name = String.valueOf(secretfile.getFileName());
            int dot = name.lastIndexOf('.');
            return home().resolve(
                    name.equals("Secretfile.yml") ? ".gitsecrets.lock" : name.substring(0, dot > 0 ? dot : name.length()) + ".lock");
        }

        /// Each shared lockfile has one of its own for this machine.
        private static Path local(Path lockfile) {
            var name = String.valueOf(lockfile.getFileName());
            return lockfile.resolveSibling(
                    name.equals(".gitsecrets.lock")
                            ? ".gitsecrets.local.lock"
                            : (name.endsWith(".lock") ? name.substring(0, name.length() - 5) : name) + ".local.lock");
        }

        private Optional<Mapping> profile(String name, Optional<Mapping> environments) {
            var profiles = environments.map(e -> e.at("profiles") instanceof Mapping m ? m : Mapping.empty(e.at()));
            if (profiles.isPresent() && profiles.get().at(name) instanceof Mapping profile) {
                return Optional.of(profile);
            }
            var known = profiles.map(p -> p.entries().keySet().stream().sorted().toList()).orElse(List.of());
            findings.error(
                    "environments",
                    environments.map(Value::at).orElse(root.at()),
                    "environment \"" + name + "\" is not declared",
                    Suggestion.of(name, known)
                            .map(near -> "did you mean \"" + near + "\"?")
                            .orElse("known: " + (known.isEmpty() ? "[none]" : String.join(", ", known))));
            return Optional.empty();
        }

        private void check(Mapping environments) {
            var profiles = environments.at("profiles") instanceof Mapping mapping ? mapping : Mapping.empty(root.at());
            text(environments, "default")
                    .filter(name -> !name.isEmpty() && profiles.at(name) == null)
                    .ifPresent(name -> findings.error(
                            "environments.default",
                            environments.at(),
                            "the default environment \"" + name + "\" is not defined in profiles"));
            profiles.entries().forEach((name, value) -> {
                if (value instanceof Mapping profile) {
                    check(name, profile);
                }
            });
        }

        private void check(String name, Mapping profile) {
            var seen = new HashSet<String>();
            for (var file : texts(profile, "var_files")) {
                if (file.isBlank()) {
                    findings.error(path(name), profile.at(), "environment " + name + " contains an empty var_files entry");
                } else if (!seen.add(file.strip())) {
                    findings.error(
                            path(name), profile.at(), "environment " + name + " has duplicate var_files entry " + file.strip());
                }
            }
            var targetProfiles = root.at("target_profiles") instanceof Mapping m ? m : Mapping.empty(root.at());
            text(profile, "target_profile")
                    .filter(target -> targetProfiles.at(target) == null)
                    .ifPresent(target -> findings.error(
                            path(name), profile.at(), "environment " + name + " references unknown target_profile " + target));
        }

        private static String path(String name) {
            return "environments.profiles." + name;
        }

        private static Optional<String> text(Mapping mapping, String key) {
            return mapping.at(key) instanceof Text text ? Optional.of(text.text()) : Optional.empty();
        }

        private static List<String> texts(Mapping mapping, String key) {
            return mapping.at(key) instanceof Sequence(var items, var _)
                    ? items.stream()
                            .flatMap(item -> item instanceof Text text ? Optional.of(text.text()).stream() : java.util.stream.Stream.empty())
                            .toList()
                    : List.of();
        }
    }
}
