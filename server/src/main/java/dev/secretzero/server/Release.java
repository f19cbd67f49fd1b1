package dev.secretzero.server;

import dev.secretzero.engine.Engine;

/// What this program says of itself.
final class Release {

    static final String NAME = "secretzero";
    static final String VERSION = Engine.VERSION;
    static final String WEBSITE = "https://github.com/secretzero/secretzero";

    private Release() {}
}
