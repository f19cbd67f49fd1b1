package dev.secretzero.engine.policy;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who we are to one provider, as far as it could be found out.
public sealed interface Identity {

    /// The provider told.
    ///
    /// @param claims what it says of us; never a credential
    record Known(SortedMap<String, String> claims) implements Identity {
        public Known {
            claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
        }
    }

    /// Nobody could say.
    ///
    /// @param why our sentence
    /// @param hint what to do about it
    record Unknown(Cause cause, String why, Optional<String> hint) implements Identity {}

    /// Why an identity is not known.
    enum Cause {
        /// No bundle knows this kind of provider.
        UNREGISTERED,
        /// It could not be opened, because of its settings.
        UNOPENED,
        /// It refused us.
        REFUSED,
        /// It failed when it was asked.
        UNTOLD
    }
}
