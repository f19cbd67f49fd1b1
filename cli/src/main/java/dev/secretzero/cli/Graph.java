package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `graph`: what is made how, and goes where. Shows names only, never a setting.
final class Graph implements Verb {

    private static final List<String> VIEWS = List.of("flow", "detailed", "architecture", "destination");

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.choice(
                "What to draw: flow is everything, architecture leaves out generators, destination only secrets and places.",
                VIEWS,
                "-t",
                "--type"));
        spec.addOption(Options.choice(
                "How to write it.", List.of("mermaid", "dot", "text", "terminal", "json"), "-o", "--format"));
        spec.addOption(Options.text("FILE", "Write to this file; - is standard output.", "--output"));
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var drawing = Drawing.of(workspace.manifest(), line.choice("--type"));
        var text = switch (line.choice("--format")) {
            case "json" -> Json.text(drawing.tree());
            case "dot" -> drawing.dot();
            case "mermaid" -> drawing.mermaid();
            default -> drawing.text();
        };
        return Output.to(line, session, text).orElseGet(() -> Answer.document(drawing.tree(), () -> text));
    }

    /// A node.
    ///
    /// @param id unique among all nodes
    record Node(String id, String type, String label, Tree extra) {}

    record Edge(String from, String to, String label) {}

    /// Nodes in the order of the manifest, and what joins them.
    record Drawing(List<Node> nodes, List<Edge> edges) {

        Drawing {
            nodes = List.copyOf(nodes);
            edges = List.copyOf(edges);
        }

        static Drawing of(Manifest manifest, String view) {
            Map<String, Node> nodes = new LinkedHashMap<>();
            Set<Edge> edges = new LinkedHashSet<>();
            boolean makers = view.equals("flow") || view.equals("detailed");
            manifest.units().forEach(unit -> {
                secret(unit, nodes, edges);
                if (makers) {
                    generator(unit, nodes, edges);
                }
                targets(unit, nodes, edges);
            });
            return new Drawing(new ArrayList<>(nodes.values()), new ArrayList<>(edges));
        }

        private static void secret(Unit unit, Map<String, Node> nodes, Set<Edge> edges) {
            var secret = unit.secret();
            nodes.computeIfAbsent(secret.name(), name -> new Node(
                    name,
                    "secret",
                    name,
                    Tree.of("kind", secret.kind())
                            .with("one_time", secret.oneTime())
                            .with("rotation_period", secret.rotationPeriod())));
            unit.field().ifPresent(field -> {
                nodes.put(unit.entry(), new Node(
                        unit.entry(), "field", field, Tree.of("kind", unit.generator().kind())));
                edges.add(new Edge(secret.name(), unit.entry(), "has_field"));
            });
        }

        private static void generator(Unit unit, Map<String, Node> nodes, Set<Edge> edges) {
            var kind = unit.generator().kind();
            var id = "generator:" + kind;
            nodes.putIfAbsent(id, new Node(id, "generator", kind, Tree.of("kind", kind)));
            edges.add(new Edge(id, unit.entry(), "generates"));
        }

        private static void targets(Unit unit, Map<String, Node> nodes, Set<Edge> edges) {
            var ids = TargetId.of(unit);
            for (int i = 0; i < ids.size(); i++) {
                var target = unit.targets().get(i);
                var id = "target:" + ids.get(i).value();
                nodes.putIfAbsent(id, new Node(
                        id,
                        "target",
                        Say.place(ids.get(i)),
                        Tree.of("provider", target.provider()).with("kind", target.kind())));
                edges.add(new Edge(unit.entry(), id, "stored_in"));
            }
        }

        Tree tree() {
            var rows = nodes.stream()
                    .map(node -> Tree.of("id", node.id)
                            .with("type", node.type)
                            .with("label", node.label)
                            .with(node.extra))
                    .toList();
            var joins = edges.stream()
                    .map(edge -> Tree.of("from", edge.from).with("to", edge.to).with("label", edge.label))
                    .toList();
            return Tree.of("nodes", rows).with("edges", joins);
        }

        /// Every node gets a number, so that no two names fall together.
        private Map<String, String> numbers() {
            Map<String, String> numbers = new LinkedHashMap<>();
            nodes.forEach(node -> numbers.put(node.id, "n" + (numbers.size() + 1)));
            return numbers;
        }

        String mermaid() {
            var numbers = numbers();
            var text = new StringBuilder("flowchart LR\n");
            nodes.forEach(node -> text.append("    ")
                    .append(numbers.get(node.id))
                    .append(shape(node.type, entities(node.label)))
                    .append('\n'));
            edges.forEach(edge -> text.append("    ")
                    .append(numbers.get(edge.from))
                    .append(" -->|")
                    .append(edge.label)
                    .append("| ")
                    .append(numbers.get(edge.to))
                    .append('\n'));
            return text.toString();
        }

        private static String shape(String type, String label) {
            return switch (type) {
                case "generator" -> "([\"" + label + "\"])";
                case "target" -> "[(\"" + label + "\")]";
                default -> "[\"" + label + "\"]";
            };
        }

        private static String entities(String label) {
            var text = new StringBuilder();
            Page.clean(label).codePoints().forEach(c -> {
                boolean plain = Character.isLetterOrDigit(c) || " ._-/:@+".indexOf(c) >= 0;
                if (plain) {
                    text.appendCodePoint(c);
                } else {
                    text.append('#').append(c).append(';');
                }
            });
            return text.toString();
        }

        String dot() {
            var numbers = numbers();
            var text = new StringBuilder("digraph secretzero {\n  rankdir=LR;\n");
            nodes.forEach(node -> text.append("  ")
                    .append(numbers.get(node.id))
                    .append(" [label=")
                    .append(quoted(node.label))
                    .append(", shape=")
                    .append(node.type.equals("generator") ? "ellipse" : node.type.equals("target") ? "cylinder" : "box")
                    .append("];\n"));
            edges.forEach(edge -> text.append("  ")
                    .append(numbers.get(edge.from))
                    .append(" -> ")
                    .append(numbers.get(edge.to))
                    .append(" [label=")
                    .append(quoted(edge.label))
                    .append("];\n"));
            return text.append("}\n").toString();
        }

        private static String quoted(String text) {
            return "\"" + Page.clean(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        String text() {
            Map<String, String> labels = new LinkedHashMap<>();
            nodes.forEach(node -> labels.put(node.id, node.type.equals("field") ? node.id : node.label));
            Map<String, List<Edge>> from = new LinkedHashMap<>();
            edges.stream()
                    .filter(edge -> edge.label.equals("stored_in"))
                    .forEach(edge -> from.computeIfAbsent(edge.from, _ -> new ArrayList<>()).add(edge));
            var text = new StringBuilder();
            nodes.stream().filter(node -> node.type.equals("secret") || node.type.equals("field")).forEach(node -> {
                text.append(Page.clean(labels.getOrDefault(node.id, node.id)))
                        .append(" (")
                        .append(Page.clean(String.valueOf(node.extra.map().get("kind"))))
                        .append(")\n");
                from.getOrDefault(node.id, List.of()).forEach(edge -> text.append("  → ")
                        .append(Page.clean(labels.getOrDefault(edge.to, edge.to)))
                        .append('\n'));
            });
            return text.toString();
        }
    }
}
