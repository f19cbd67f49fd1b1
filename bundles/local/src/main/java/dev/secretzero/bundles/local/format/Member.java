package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.List;

/// One member of a map in braces.
///
/// @param from where its name begins
/// @param start where its value begins
/// @param end where its value ends
record Member(String name, int from, int start, int end, Tree value) {

    /// The members as entries whose removal takes one comma along.
    static List<Entry> entries(List<Member> members, int open, int close) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < members.size(); i++) {
            Member here = members.get(i);
            boolean last = i == members.size() - 1;
            int from = last ? (i == 0 ? open : members.get(i - 1).end()) : here.from();
            int to = last ? (i == 0 ? close : here.end()) : members.get(i + 1).from();
            entries.add(Entry.of(here.name(), from, to, here.start(), here.end(), here.value()));
        }
        return entries;
    }
}
