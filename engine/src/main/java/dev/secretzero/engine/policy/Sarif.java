package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A verdict in SARIF 2.1.0 (OASIS, 2020): what services that scan code read. Plain JSON values.
///
/// What is waived stands there with an accepted suppression, and not left out.
public final class Sarif {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Path secretfile;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final Map<String, Integer> prints = new HashMap<>();
    private final List<Object> rules = new ArrayList<>();
    private final List<Object> results = new ArrayList<>();

    private Sarif(Path secretfile) {
        this.secretfile = secretfile;
    }

    /// The document.
    ///
    /// @param version of this program
    /// @param secretfile where a finding stands that has no position of its own, as it was named
    public static Map<String, @Nullable Object> of(Verdict verdict, String version, Path secretfile) {
        var sarif = new Sarif(secretfile);
        verdict.violations().forEach(violation -> sarif.add(violation, List.of()));
        verdict.waived().forEach(waived -> sarif.add(waived.violation(), List.of(suppression(waived.waiver()))));
        return sarif.document(version);
    }

    private Map<String, @Nullable Object> document(String version) {
        var driver = map("name", "SecretZero", "semanticVersion", version, "rules", rules);
        var run = map("tool", map("driver", driver), "columnKind", "unicodeCodePoints", "results", results);
        return map("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run));
    }

    private static Map<String, @Nullable Object> suppression(Waiver waiver) {
        var justification = waiver.reason() + " (" + waiver.owner() + ", until " + waiver.until() + ")";
        return map("kind", "external", "status", "accepted", "justification", justification);
    }

    private void add(Violation violation, List<Object> suppressions) {
        var ground = violation.ground();
        int index = indexes.computeIfAbsent(ground.rule(), id -> describe(violation));
        var properties = map("policy", violation.policy(), "secret", violation.secret(), "enforced", ground.enforced());
        ground.control().ifPresent(control -> properties.put("control", control.citation()));
        results.add(map(
                "ruleId", ground.rule(),
                "ruleIndex", index,
                "level", level(violation.severity()),
                "message", map("text", escaped(sentence(violation))),
                "locations", List.of(location(violation)),
                "partialFingerprints", map("secretzero/v1", print(violation)),
                "suppressions", suppressions,
                "properties", properties));
    }

    private static String sentence(Violation violation) {
        var about = violation.secret().isEmpty() ? "" : violation.secret() + ": ";
        return about + violation.message() + ". " + violation.suggestion() + ".";
    }

    /// Says what stays the same when lines move, so that a known finding is known again. The second of the same rule, policy
    /// and secret is numbered.
    private String print(Violation violation) {
        var print = violation.ground().rule() + "/" + violation.policy() + "/" + violation.secret();
        int count = prints.merge(print, 1, Integer::sum);
        return count == 1 ? print : print + "#" + count;
    }

    private int describe(Violation violation) {
        var ground = violation.ground();
        var serves = ground.control().map(control -> " " + control.citation() + ": " + control.demand()).orElse("");
        var tags = new ArrayList<>(List.of("security"));
        ground.control().ifPresent(control -> tags.add(control.standard().label()));
        rules.add(map(
                "id", ground.rule(),
                "shortDescription", map("text", escaped(ground.demand())),
                "fullDescription", map("text", escaped(ground.demand() + serves)),
                "help", map("text", escaped(ground.demand() + serves + " " + violation.suggestion() + ".")),
                "defaultConfiguration", map("level", level(violation.severity())),
                "properties", map("tags", tags)));
        return rules.size() - 1;
    }

    private Map<String, @Nullable Object> location(Violation violation) {
        var at = violation.ground().at();
        var physical = map("artifactLocation", map("uri", uri(at)));
        at.filter(mark -> mark.line() > 0 && mark.column() > 0)
                .ifPresent(mark -> physical.put("region", map("startLine", mark.line(), "startColumn", mark.column())));
        var location = map("physicalLocation", physical);
        if (!violation.secret().isEmpty()) {
            location.put("logicalLocations", List.of(map("name", violation.secret(), "kind", "member")));
        }
        return location;
    }

    private String uri(Optional<Mark> at) {
        var path = at.map(mark -> Path.of(mark.file())).orElse(secretfile);
        return path.isAbsolute() ? path.toUri().toString() : relative(path);
    }

    private static String relative(Path path) {
        var segments = new ArrayList<String>();
        path.forEach(segment -> segments.add(encoded(segment.toString())));
        return String.join("/", segments);
    }

    /// Everything but the unreserved characters of RFC 3986 as `%XX`.
    private static String encoded(String segment) {
        var out = new StringBuilder();
        for (byte octet : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = (c < 0x80 && Character.isLetterOrDigit(c)) || "-._~".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : "%" + HEX.toHexDigits(octet));
        }
        return out.toString();
    }

    /// In a message braces hold arguments and brackets begin links (SARIF 2.1.0, 3.11.5 and 3.11.6).
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace("{", "{{")
                .replace("}", "}}");
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static Map<String, @Nullable Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
