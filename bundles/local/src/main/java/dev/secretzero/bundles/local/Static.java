package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.stated.Statement;

/// A value that the manifest states, or that a person is asked for.
final class Static {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "static",
            "A value that you write in the manifest, or are asked for.",
            Statement.SETTINGS,
            (_, settings) -> Statement.open(settings));

    private Static() {}
}
