package dev.secretzero.spi;

import java.util.List;

/// A target whose places are read several at a time, though each is written by itself: parameters of a region, secrets of
/// a vault. The engine asks for as many at once as one call may name.
///
/// Where places can only be written together, the target is [Shared] instead.
public interface Batched extends Target {

    /// Names what is read together. Targets of one class whose batches are equal are read by a call on any one of them.
    Object batch();

    /// How many places one call may name, at least 1.
    int most();

    /// Looks at several places of this batch at once. What cannot be seen of one place is its own
    /// [Observation.Unseen]; the others are not affected.
    ///
    /// @param places at most [#most()]
    /// @return one observation for each place, in the same order
    /// @throws ProblemException when no answer could be had for any of them
    List<Observation> observeAll(List<Place> places);

    @Override
    default Observation observe(String name) {
        return observeAll(List.of(new Place(this, name))).getFirst();
    }

    /// One of the places.
    record Place(Batched target, String name) {}
}
