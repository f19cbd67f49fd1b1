package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.plan.Sight;
import dev.secretzero.engine.plan.Supply;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// Finds out where a unit's next value would come from, without making one: from a source, from the environment,
/// from the manifest, from a generator or from a person.
final class Supplies {

    /// What was found, and the value where it is already at hand.
    record Found(Supply supply, Optional<Material> value, List<String> sources) {}

    private final Registry.Connections connections;
    private final Host host;
    private final boolean personPresent;

    Supplies(Registry.Connections connections, Host host, boolean personPresent) {
        this.connections = connections;
        this.host = host;
        this.personPresent = personPresent;
    }

    /// A value that is stated counts as [Sight#ABSENT]: whether it is the one in force is not known here.
    Found find(Unit unit, Attempt<Generator> generator) {
        var source = unit.field().isPresent() ? Optional.<Source>empty() : unit.secret().source();
        if (source.isPresent()) {
            var found = source(source.get());
            if (!(found.supply() instanceof Supply.Failing) || source.get().required()) {
                return found;
            }
        }
        return override(unit)
                .map(value -> new Found(new Supply.FromEnvironment(), Optional.of(value), List.of()))
                .orElseGet(() -> generator(generator));
    }

    private Found source(Source source) {
        return switch (source.kind()) {
            case ENV -> variable(source);
            case FILE -> file(source);
            case SECRET_REF -> new Found(new Supply.Generated(), Optional.empty(), List.of(text(source, "secret")));
            // Reading a provider may cost something there, so nobody looks before the value is needed.
            case PROVIDER_READ -> new Found(new Supply.Stated(Sight.UNSEEN), Optional.empty(), List.of());
        };
    }

    private Found variable(Source source) {
        var name = text(source, "name");
        boolean trim = !(source.config().at("trim") instanceof Value.Scalar(var flag, var _)
                && Boolean.FALSE.equals(flag));
        return host.variable(name)
                .map(text -> stated(Material.of(trim ? text.strip() : text)))
                .orElseGet(() -> failing("environment variable " + name + " is not set"));
    }

    private Found file(Source source) {
        var query = new TreeMap<String, String>();
        source.config().entries().forEach((key, value) -> {
            if (value instanceof Value.Text text) {
                query.put(key, text.text());
            }
        });
        query.put("base", host.home().toString());
        var read = Guard.attempt(
                "reading " + text(source, "path"), () -> connections.provider(Registry.LOCAL).read(query));
        return switch (read) {
            case Attempt.Failed(var problem) -> failing(problem.message());
            case Attempt.Done(Observation.Shown(var content, var _)) -> stated(content);
            case Attempt.Done(Observation.Absent _) -> failing(text(source, "path") + " does not hold the value");
            case Attempt.Done(Observation.Hidden _) -> failing(text(source, "path") + " cannot be read");
            case Attempt.Done(Observation.Unseen(var why)) -> failing(why.message());
        };
    }

    /// Reads a `provider_read` source. Only the applier calls this.
    Material read(Source source) {
        var query = new TreeMap<String, String>();
        if (source.config().at("read") instanceof Value.Mapping read) {
            read.entries().forEach((key, value) -> query.put(key, String.valueOf(value.plain(Value.View.RESOLVED))));
        }
        query.put("kind", text(source, "kind"));
        var alias = text(source, "provider");
        var provider = connections.provider(alias);
        return switch (connections.line(alias).call("reading from " + alias, Line.Way.READ, Optional.empty(), _ -> provider.read(query))) {
            case Attempt.Failed(var problem) -> throw new ProblemException(problem);
            case Attempt.Done(Observation.Shown(var content, var _)) -> content;
            case Attempt.Done(Observation.Absent _) -> throw missing("the provider holds no such value");
            case Attempt.Done(Observation.Hidden _) -> throw missing("the provider does not show the value");
            case Attempt.Done(Observation.Unseen(var why)) -> throw new ProblemException(why);
        };
    }

    private static ProblemException missing(String why) {
        return new ProblemException(Problem.of(Problem.Code.NOT_FOUND, "source resolution failed: " + why));
    }

    private Found generator(Attempt<Generator> generator) {
        return switch (generator) {
            case Attempt.Failed(var problem) -> refused(problem);
            case Attempt.Done(Generator.Stated stated) -> statedBy(stated);
            case Attempt.Done(Generator.Derived derived) ->
                new Found(new Supply.Generated(), Optional.empty(), derived.sources());
            case Attempt.Done(Generator.Manual manual) ->
                new Found(new Supply.Person(personPresent, manual.instructions()), Optional.empty(), List.of());
            case Attempt.Done(Generator.Local _) -> new Found(new Supply.Generated(), Optional.empty(), List.of());
            case Attempt.Done(Generator.Issuer _) -> new Found(new Supply.Generated(), Optional.empty(), List.of());
        };
    }

    private static Found statedBy(Generator.Stated generator) {
        return switch (Guard.attempt("the stated value", generator::state)) {
            case Attempt.Done(var value) -> stated(value);
            case Attempt.Failed(var problem) -> refused(problem);
        };
    }

    private static Found refused(Problem problem) {
        return new Found(new Supply.Refused(problem.message(), problem.hint()), Optional.empty(), List.of());
    }

    private static Found stated(Material value) {
        return new Found(new Supply.Stated(Sight.ABSENT), Optional.of(value), List.of());
    }

    private static Found failing(String why) {
        return new Found(new Supply.Failing(why), Optional.empty(), List.of());
    }

    /// A variable with the unit's name in upper case supplies a first value in place of the generator.
    Optional<Material> override(Unit unit) {
        var name = unit.field().map(field -> unit.secret().name() + "_" + field).orElse(unit.secret().name());
        var upper = name.toUpperCase(Locale.ROOT);
        return host.variable(upper)
                .filter(text -> !text.isEmpty())
                .or(() -> host.variable(upper.replaceAll("[^A-Z0-9]", "_")).filter(text -> !text.isEmpty()))
                .map(Material::of);
    }

    private static String text(Source source, String key) {
        return source.config().at(key) instanceof Value.Text text ? text.text() : "";
    }
}
