package dev.secretzero.spi;

/// A target where more is to be done than to bring the value: what reads it only when it starts must be started anew.
///
/// What is still to be done is noted at the place itself, together with the value, so that the next run knows of it. A put of
/// the value that is there already does what is left, and writes the value no more.
public interface Finisher extends Target {

    /// Whether something is left to be done at a place that shows its value, as the last look or write here found it. It asks
    /// nothing by itself.
    boolean unfinished(String name);
}
