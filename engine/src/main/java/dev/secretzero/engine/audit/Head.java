package dev.secretzero.engine.audit;

/// The last entry of a log, by which its end can be told from every other.
///
/// @param log tells this log from every other: the beginning of the hash of its first entry
/// @param entry its number, from 1
/// @param hash its seal
public record Head(String log, long entry, String hash) {

    /// How many characters of a hash name a log.
    static final int NAME = 16;

    /// The head of a log that has no entry.
    static final Head NONE = new Head("", 0, "");

    /// The head after one more entry.
    Head next(String sealed) {
        return new Head(log.isEmpty() ? sealed.substring(0, NAME) : log, entry + 1, sealed);
    }

    boolean none() {
        return entry == 0;
    }
}
