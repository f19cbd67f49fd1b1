package dev.secretzero.bundles.kubernetes;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is still to be restarted for a Secret. The write that brings a value notes it in an annotation of the Secret, and it is
/// taken out when it is done: so a run that was killed in between leaves it to the next.
///
/// The annotation holds `deployments/api=100` for each, apart by spaces. The number is the resourceVersion that the write went
/// over, which no other write can have gone over; of a new Secret it is `0`. With the Secret's uid it is the mark of the
/// consumer's pods, so that a restart that is done again changes nothing.
///
/// @param marks by consumer
record Owed(SortedMap<Consumer, String> marks) {

    static final String ANNOTATION = "secret.secretzero.dev/restart";

    /// Of a Secret that was not there.
    static final String FIRST = "0";

    private static final Pattern ENTRY = Pattern.compile("(deployments|statefulsets|daemonsets)/([a-z0-9.-]{1,253})=(\\d{1,30})");

    static Owed none() {
        return new Owed(new TreeMap<>());
    }

    static Owed of(Live live) {
        return parse(live.annotations().getOrDefault(ANNOTATION, ""));
    }

    /// What is not of this form was written by somebody else, and is left out.
    static Owed parse(String text) {
        var marks = new TreeMap<Consumer, String>();
        for (var entry : text.split(" ", -1)) {
            var parts = ENTRY.matcher(entry);
            if (parts.matches()) {
                marks.put(new Consumer(parts.group(1), parts.group(2)), parts.group(3));
            }
        }
        return new Owed(marks);
    }

    Owed with(Collection<Consumer> consumers, String mark) {
        var more = new TreeMap<>(marks);
        consumers.forEach(consumer -> more.put(consumer, mark));
        return new Owed(more);
    }

    /// Without what was done; what has become due again since stays.
    Owed without(Owed done) {
        return only(entry -> !entry.getValue().equals(done.marks.get(entry.getKey())));
    }

    Owed of(Set<Consumer> consumers) {
        return only(entry -> consumers.contains(entry.getKey()));
    }

    private Owed only(Predicate<Map.Entry<Consumer, String>> wanted) {
        var some = new TreeMap<Consumer, String>();
        marks.entrySet().stream().filter(wanted).forEach(entry -> some.put(entry.getKey(), entry.getValue()));
        return new Owed(some);
    }

    boolean isNothing() {
        return marks.isEmpty();
    }

    String text() {
        return marks.entrySet().stream().map(entry -> entry.getKey().shown() + "=" + entry.getValue()).collect(Collectors.joining(" "));
    }
}
