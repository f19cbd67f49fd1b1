package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value.Text;
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
/// no two values in one place of a file.
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
        collisions(manifest);
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

    private record Holder(Unit unit, Mark at) {}

    private void collisions(Manifest manifest) {
        var holders = new HashMap<List<String>, Holder>();
        for (var unit : manifest.units()) {
            for (var target : unit.targets()) {
                if (target.kind().equals("file") && isLocal(manifest, target.provider())) {
                    collision(holders, unit, target);
                }
                previous(unit, target);
            }
        }
    }

    /// The value before cannot be kept where the new one goes.
    private void previous(Unit unit, TargetDeclaration target) {
        var own = text(target, "key", unit.place()).strip();
        unit.secret().rotation().previous(unit).filter(name -> name.equals(own) || name.equals(unit.place())).ifPresent(name ->
                findings.error(names.getOrDefault(unit.secret().name(), "secrets") + ".rotation.previous_as", unit.secret().at(),
                        "Value error, previous_as names the place of the value in force", "give the value before another name: \"{name}_PREVIOUS\""));
    }

    private static boolean isLocal(Manifest manifest, String alias) {
        var provider = manifest.providers().get(alias);
        return alias.equals("local") || (provider != null && provider.kind().equals("local"));
    }

    private void collision(Map<List<String>, Holder> holders, Unit unit, TargetDeclaration target) {
        var path = text(target, "path", ".env");
        var key = text(target, "key", unit.place()).strip();
        collision(holders, unit, target, path, key.isEmpty() ? unit.place() : key);
        unit.secret().rotation().previous(unit).ifPresent(name -> collision(holders, unit, target, path, name));
    }

    private void collision(
            Map<List<String>, Holder> holders, Unit unit, TargetDeclaration target, String path, String key) {
        var place = List.of(path.startsWith("./") ? path.substring(2) : path, key);
        var first = holders.putIfAbsent(place, new Holder(unit, target.at()));
        if (first == null || first.unit().entry().equals(unit.entry())) {
            return;
        }
        var message = "\"" + first.unit().entry() + "\" and \"" + unit.entry() + "\" are both written to the key \"" + place.get(1)
                + "\" of the same file";
        var at = names.getOrDefault(unit.secret().name(), "secrets");
        boolean instances = unit.field().isPresent() && unit.secret().kind().equals(first.unit().secret().kind());
        if (instances) {
            findings.warning(at, unit.secret().at(), message, "use a template of its own for each, with other paths or keys");
        } else {
            findings.error(at, target.at(), message, "give one of them another path or `key`");
        }
    }

    private static String text(TargetDeclaration target, String key, String fallback) {
        return target.config().at(key) instanceof Text text ? text.text() : fallback;
    }
}
