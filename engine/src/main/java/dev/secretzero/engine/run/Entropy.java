package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprint;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.policy.Strength;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How hard the values that a lockfile remembers are to guess, as far as the manifest says it. Looks at no place.
public final class Entropy {

    private final Manifest manifest;
    private final Registry.Connections connections;
    private final Supplies supplies;
    private final Map<String, Unit> units = new HashMap<>();

    public Entropy(Manifest manifest, Registry.Connections connections, Host host) {
        this.manifest = manifest;
        this.connections = connections;
        this.supplies = new Supplies(connections, host, false);
        manifest.units().forEach(unit -> units.put(unit.entry(), unit));
    }

    /// A lower bound in bits; 0 when it is not known. A plain fingerprint does not say who made the value, so the
    /// generator vouches for it only where nothing else could have supplied it: no source, no environment variable, no
    /// earlier declaration. Every other fingerprint was chosen by what was known when it was made, and stays so.
    public int bits(String name, Entry entry) {
        return Optional.ofNullable(units.get(name))
                .filter(_ -> Fingerprint.parse(entry.hash()) instanceof Fingerprint.Plain)
                .filter(unit -> unit.field().isPresent() || unit.secret().source().isEmpty())
                .filter(unit -> !Ledger.redeclared(manifest, unit, entry))
                .filter(unit -> supplies.override(unit).isEmpty())
                .map(this::bits)
                .orElse(0);
    }

    private int bits(Unit unit) {
        return strength(connections, unit.generator()) instanceof Strength.Known(int bits) ? bits : 0;
    }

    /// What a generator says of its own values, as its settings are.
    public static Strength strength(Registry.Connections connections, GeneratorDeclaration declaration) {
        var what = "generator " + declaration.kind();
        return switch (Guard.attempt(what, () -> connections.generator(declaration))) {
            case Attempt.Done(var generator) when generator.entropyBits() > 0 -> new Strength.Known(generator.entropyBits());
            case Attempt.Done(Generator.Derived _) -> new Strength.Derived();
            case Attempt.Done<Generator> _ -> new Strength.Unknown("a generator of the kind " + declaration.kind() + " does not say");
            case Attempt.Failed<Generator> _ -> new Strength.Unknown("its settings are not known yet");
        };
    }
}
