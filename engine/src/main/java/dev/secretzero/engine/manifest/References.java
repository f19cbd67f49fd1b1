package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What holds between the secrets of a document: one name each, references that lead somewhere and in no circle, and
/// no two values in one [place][Claims].
final class References {

    /// A suggestion looks at every name, so that only a few can be had.
    private static final int MOST_SUGGESTIONS = 50;

    private final Findings findings;
    private final Map<String, Reference> needs = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    References(Findings findings) {
        this.findings = findings;
    }

    private record Reference(String owner, String path, Mark at, String name) {}

    /// Notes that a secret needs another one. An owner that is no secret (a template) needs it without a circle.
    void add(String owner, String path, Mark at, String name) {
        var reference = new Reference(owner, path, at, name);
        references.add(reference);
        needs.putIfAbsent(owner, reference);
    }

    /// Notes the name of a secret, and faults the second of the same name.
    void declare(String name, String path, Mark at) {
        var first = names.putIfAbsent(name, path);
        if (first != null) {
            findings.error(path + ".name", at, "Duplicate secret name \"" + name + "\"", "it is already the name of " + first);
        }
    }

    void check(Manifest manifest) {
        unknown(manifest);
        circles(manifest);
        new Claims(findings, manifest, names).check();
    }

    private void unknown(Manifest manifest) {
        var missing = references.stream()
                .filter(reference -> secret(manifest, reference.name()).isEmpty())
                .toList();
        var known = missing.size() > MOST_SUGGESTIONS ? List.<String>of() : List.copyOf(names.keySet());
        for (var reference : missing) {
            findings.unknown(reference.path(), reference.at(), "Unknown secret \"" + reference.name() + "\"",
                    reference.name(), known);
        }
    }

    /// The declared secret that a reference means: `secret`, or `secret.field`. Empty text: there is none.
    private String secret(Manifest manifest, String name) {
        if (names.containsKey(name)) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        var owner = dot > 0 ? name.substring(0, dot) : "";
        return manifest.secret(owner)
                .flatMap(Declaration::template)
                .map(manifest.templates()::get)
                .filter(template -> template.fields().containsKey(name.substring(dot + 1)))
                .map(_ -> owner)
                .orElse("");
    }

    private void circles(Manifest manifest) {
        var edges = new LinkedHashMap<String, List<String>>();
        for (var reference : references) {
            var to = secret(manifest, reference.name());
            if (!to.isEmpty() && names.containsKey(reference.owner())) {
                edges.computeIfAbsent(reference.owner(), _ -> new ArrayList<>()).add(to);
            }
        }
        var done = new HashSet<String>();
        edges.keySet().forEach(start -> circle(start, edges, done));
    }

    /// Walks in depth without recursion, because a chain may be as long as the document.
    private void circle(String start, Map<String, List<String>> edges, Set<String> done) {
        var chain = new ArrayDeque<String>();
        var inside = new HashSet<String>();
        Deque<Iterator<String>> open = new ArrayDeque<>();
        if (done.add(start)) {
            enter(start, edges, chain, inside, open);
        }
        while (!open.isEmpty()) {
            if (!open.getLast().hasNext()) {
                open.removeLast();
                inside.remove(chain.removeLast());
                continue;
            }
            var next = open.getLast().next();
            if (inside.contains(next)) {
                blame(chain, next);
            } else if (done.add(next)) {
                enter(next, edges, chain, inside, open);
            }
        }
    }

    private static void enter(
            String name, Map<String, List<String>> edges, Deque<String> chain, Set<String> inside, Deque<Iterator<String>> open) {
        chain.addLast(name);
        inside.add(name);
        open.addLast(edges.getOrDefault(name, List.of()).iterator());
    }

    private void blame(Deque<String> chain, String back) {
        var circle = new ArrayList<>(chain);
        var names = circle.subList(circle.indexOf(back), circle.size());
        var shown = String.join(" -> ", names.subList(0, Math.min(10, names.size()))) + (names.size() > 10 ? " -> ..." : "");
        var reference = needs.get(names.getLast());
        if (reference != null) {
            findings.error(reference.path(), reference.at(), "The secrets refer to each other in a circle: " + shown + " -> " + back);
        }
    }
}
