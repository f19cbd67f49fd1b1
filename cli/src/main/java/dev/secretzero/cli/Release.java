package dev.secretzero.cli;

/// What this program says of itself.
final class Release {

    static final String NAME = "secretzero";
    static final String VERSION = "0.1.0";
    static final String WEBSITE = "https://github.com/secretzero/secretzero";

    private Release() {}
}
