package dev.secretzero.testkit;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Provider;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A plugin whose calls fail where a [Fault] says: those of its targets, of its issuers and of its probes. It has no pace.
public record FaultyPlugin(Plugin plugin, Fault fault) implements Plugin {

    @Override
    public List<Bundle<?>> bundles() {
        return plugin.bundles().stream().<Bundle<?>>map(this::faulty).toList();
    }

    private <P extends Provider> Bundle<P> faulty(Bundle<P> bundle) {
        return new Bundle<>(
                bundle.provider(),
                offers(bundle.targets(), target -> FaultyTarget.of(target, fault)),
                offers(bundle.generators(), this::generator),
                offers(bundle.probes(), this::probe));
    }

    private static <P, T> List<Offer<P, T>> offers(List<Offer<P, T>> offers, UnaryOperator<T> faulty) {
        return offers.stream()
                .map(offer -> new Offer<P, T>(
                        offer.kind(),
                        offer.summary(),
                        offer.settings(),
                        (provider, settings) -> faulty.apply(offer.opener().open(provider, settings))))
                .toList();
    }

    private Generator generator(Generator generator) {
        return generator instanceof Generator.Issuer issuer ? new FaultyIssuer(issuer, fault) : generator;
    }

    private Probe probe(Probe probe) {
        return candidate -> fault.around(Fault.Call.PROBE, () -> {
            probe.probe(candidate);
            return candidate;
        });
    }

    private record FaultyIssuer(Generator.Issuer issuer, Fault fault) implements Generator.Issuer {

        @Override
        public int entropyBits() {
            return issuer.entropyBits();
        }

        @Override
        public Generator.Issued issue(String name) {
            return fault.around(Fault.Call.ISSUE, () -> issuer.issue(name));
        }

        @Override
        public void revoke(Generator.Handle handle) {
            fault.around(Fault.Call.REVOKE, () -> {
                issuer.revoke(handle);
                return handle;
            });
        }

        @Override
        public Optional<List<Generator.Handle>> outstanding(String name) {
            return issuer.outstanding(name);
        }
    }
}
