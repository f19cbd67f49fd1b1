package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import java.time.Duration;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The checked model of a Secretfile: interpolated, with the lane's target profile applied. Every map keeps the
/// order of the document.
///
/// @param version what the document says of itself; echoed, never required
/// @param variables the merged variables, resolved
/// @param agent null object when absent: all defaults
/// @param document the whole interpolated document, for rendering
public record Manifest(
        Optional<String> version,
        Mapping variables,
        Metadata metadata,
        Optional<Environments> environments,
        Map<String, TargetProfile> targetProfiles,
        Map<String, ProviderDeclaration> providers,
        List<Declaration> secrets,
        Map<String, Template> templates,
        Map<String, Mapping> policies,
        Mapping labels,
        Mapping annotations,
        Optional<Mapping> config,
        Agent agent,
        Mapping document) {

    /// The version of the manifest format that this program reads and writes to the lockfile.
    public static final String SPEC_VERSION = "1";

    public Manifest {
        targetProfiles = ordered(targetProfiles);
        providers = ordered(providers);
        secrets = new Declarations(secrets);
        templates = ordered(templates);
        policies = ordered(policies);
    }

    public record Metadata(
            Optional<String> project,
            Optional<String> owner,
            List<String> environments,
            List<String> compliance,
            Optional<String> description) {
        public Metadata {
            environments = List.copyOf(environments);
            compliance = List.copyOf(compliance);
        }
    }

    public record Environments(Optional<String> fallback, Map<String, Profile> profiles) {
        public Environments {
            profiles = ordered(profiles);
        }
    }

    /// One lane, as declared.
    public record Profile(
            List<String> varFiles, Optional<String> lockfile, Optional<String> targetProfile, Mapping labels) {
        public Profile {
            varFiles = List.copyOf(varFiles);
        }
    }

    public record TargetProfile(
            List<String> identityPolicies,
            Map<String, Mapping> providerOverrides,
            Map<String, Mapping> targetOverrides) {
        public TargetProfile {
            identityPolicies = List.copyOf(identityPolicies);
            providerOverrides = ordered(providerOverrides);
            targetOverrides = ordered(targetOverrides);
        }
    }

    /// A declared provider. `settings` holds everything below the alias as it was written, because settings
    /// may stand under `auth.config`, `auth`, `config` or beside them.
    ///
    /// @param kind the declared kind, or the alias
    public record ProviderDeclaration(
            String alias,
            String kind,
            Optional<String> authKind,
            Optional<String> fallbackGenerator,
            Mapping settings,
            Mark at) {}

    /// One secret as declared.
    ///
    /// @param rotationPeriod as written; [dev.secretzero.engine.policy] knows the grammar
    /// @param rotation how a new value takes over; none when nothing is declared of it
    public record Declaration(
            String name,
            String kind,
            Mapping vars,
            Optional<Source> source,
            Mapping config,
            boolean oneTime,
            Optional<String> rotationPeriod,
            List<TargetDeclaration> targets,
            Optional<Mapping> agentInstructions,
            List<String> processTags,
            boolean local,
            boolean localAllowCloud,
            RotationRules rotation,
            Mark at) {
        public Declaration {
            targets = List.copyOf(targets);
            processTags = List.copyOf(processTags);
        }

        /// A declaration that says nothing of how a new value takes over.
        public Declaration(
                String name,
                String kind,
                Mapping vars,
                Optional<Source> source,
                Mapping config,
                boolean oneTime,
                Optional<String> rotationPeriod,
                List<TargetDeclaration> targets,
                Optional<Mapping> agentInstructions,
                List<String> processTags,
                boolean local,
                boolean localAllowCloud,
                Mark at) {
            this(
                    name, kind, vars, source, config, oneTime, rotationPeriod, targets, agentInstructions, processTags,
                    local, localAllowCloud, RotationRules.NONE, at);
        }

        /// The template's name, when the secret is made from one.
        public Optional<String> template() {
            return kind.startsWith("templates.") ? Optional.of(kind.substring(10)) : Optional.empty();
        }
    }

    /// How a new value takes over from the one before.
    ///
    /// @param overlap how long the value before stays valid
    /// @param previousAs the name under which the value before is kept beside the new one; `{name}` stands for its own
    /// @param probe what the new value must pass before it is brought anywhere
    /// @param window when a rotation that nobody forces may begin
    public record RotationRules(
            Optional<Duration> overlap,
            Optional<String> previousAs,
            Optional<ProbeDeclaration> probe,
            Optional<Window> window) {

        /// A new value simply replaces the one before.
        public static final RotationRules NONE =
                new RotationRules(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /// The name under which a unit's value before is kept.
        public Optional<String> previous(Unit unit) {
            return previousAs.map(name -> name.replace("{name}", unit.place()));
        }
    }

    /// The minutes that a schedule means, by the clock of a time zone.
    public record Window(Cron cron, ZoneId zone) {}

    public record ProbeDeclaration(String kind, Mapping config, Mark at) {}

    /// Where a value comes from instead of a generator.
    public record Source(Kind kind, boolean required, Mapping config, Mark at) {
        public enum Kind {
            FILE,
            ENV,
            SECRET_REF,
            PROVIDER_READ;

            /// As it is written in a manifest.
            public String label() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }
    }

    public record TargetDeclaration(
            String provider, String kind, Mapping config, List<String> identityPolicies, Mark at) {
        public TargetDeclaration {
            identityPolicies = List.copyOf(identityPolicies);
        }
    }

    public record GeneratorDeclaration(String kind, Mapping config, Mark at) {

        private static final Set<String> STATING = Set.of("static", "azure_app_reg", "entra-agent-blueprint");

        /// Whether its kind takes the value from `default`, else from `value`, and asks a person for what is left open.
        public boolean takesAStatedValue() {
            return STATING.contains(kind);
        }
    }

    public record Template(
            String description, Map<String, Field> fields, List<TargetDeclaration> targets, Mark at) {
        public Template {
            fields = ordered(fields);
            targets = List.copyOf(targets);
        }
    }

    public record Field(
            String description, GeneratorDeclaration generator, List<TargetDeclaration> targets, Mark at) {
        public Field {
            targets = List.copyOf(targets);
        }
    }

    /// How agents may ask for values.
    public record Agent(String mode, int webPortMin, int webPortMax) {}

    /// One entry of the lockfile: a plain secret, or one field of a secret that is made from a template.
    ///
    /// @param entry the lockfile's name for it: `name`, or `name.field`
    /// @param place the name that targets store it under: the secret's, or the field's
    /// @param label what a person is asked for
    public record Unit(
            String entry,
            Declaration secret,
            Optional<String> field,
            GeneratorDeclaration generator,
            List<TargetDeclaration> targets,
            String place,
            String label) {
        public Unit {
            targets = List.copyOf(targets);
        }
    }

    /// Every unit, in the order of the document.
    public List<Unit> units() {
        return secrets.stream().flatMap(secret -> units(secret).stream()).toList();
    }

    /// The units of one secret. A field's targets are its own, then the template's, then the secret's.
    public List<Unit> units(Declaration secret) {
        var template = secret.template().map(templates::get);
        if (template.isEmpty()) {
            var generator = new GeneratorDeclaration(secret.kind(), secret.config(), secret.at());
            return List.of(new Unit(
                    secret.name(), secret, Optional.empty(), generator, secret.targets(), secret.name(), secret.name()));
        }
        var units = new ArrayList<Unit>();
        template.get().fields().forEach((name, field) -> {
            var targets = new ArrayList<>(field.targets());
            targets.addAll(template.get().targets());
            targets.addAll(secret.targets());
            var label = field.description().isBlank() ? secret.name() + "." + name : field.description();
            units.add(new Unit(
                    secret.name() + "." + name, secret, Optional.of(name), field.generator(), targets, name, label));
        });
        return units;
    }

    /// The secret of this name, in constant time.
    public Optional<Declaration> secret(String name) {
        return secrets instanceof Declarations declarations
                ? Optional.ofNullable(declarations.names.get(name))
                : Optional.empty();
    }

    /// The declared secrets, which can also be found by name.
    private static final class Declarations extends AbstractList<Declaration> {
        private final List<Declaration> items;
        private final Map<String, Declaration> names = new HashMap<>();

        Declarations(List<Declaration> items) {
            this.items = List.copyOf(items);
            this.items.forEach(item -> names.putIfAbsent(item.name(), item));
        }

        @Override
        public Declaration get(int index) {
            return items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
