package dev.secretzero.spi;

import java.util.Optional;

/// A target that has room for another value beside its own: there the value before stays readable while a rotation
/// overlaps.
///
/// A target whose system keeps earlier versions by itself needs none of this.
public interface Keeper extends Target {

    /// The places beside this one: a target to which every name is a place of its own, whatever key this one is bound
    /// to. Empty where there are none, as in a file that holds one value.
    Optional<Target> beside();
}
