package dev.secretzero.bundles.local.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The keys of a text in order, and how a new one joins them.
///
/// @param at where new statements go
/// @param to where they stop replacing what is there; the same as `at` when they replace nothing
/// @param joint what stands before a new statement: an indent, or a comma and a line break
/// @param colon what stands between a name and its value
record Layout(List<Entry> entries, int at, int to, String joint, String colon) {

    Layout {
        entries = List.copyOf(entries);
    }

    static Layout of(List<Entry> entries, int at) {
        return new Layout(entries, at, at, "", "");
    }

    /// The entries by key. Of a key that is there twice, the last counts.
    Map<String, Entry> byKey() {
        var found = new LinkedHashMap<String, Entry>();
        entries.forEach(entry -> found.put(entry.key(), entry));
        return found;
    }
}
