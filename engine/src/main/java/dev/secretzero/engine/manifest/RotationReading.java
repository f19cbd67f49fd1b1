package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.ProbeDeclaration;
import dev.secretzero.engine.manifest.Manifest.RotationRules;
import dev.secretzero.engine.manifest.Manifest.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the block `rotation` of a secret.
final class RotationReading {

    private static final Pattern LENGTH = Pattern.compile("0*([1-9]\\d{0,5})([smhdw])");

    private final Findings findings;
    private final Kinds kinds;
    private final SettingCheck settings;

    RotationReading(Findings findings, Kinds kinds, SettingCheck settings) {
        this.findings = findings;
        this.kinds = kinds;
        this.settings = settings;
    }

    /// @param several whether the secret is made from a template, so that it has several values
    RotationRules read(Section secret, boolean several) {
        return secret.maybeSection("rotation").map(section -> rules(section, several)).orElse(RotationRules.NONE);
    }

    private RotationRules rules(Section section, boolean several) {
        var overlap = section.maybe("overlap").flatMap(text -> overlap(section, text));
        var previous = section.maybe("previous_as").filter(text -> isName(section, text, several));
        if (previous.isPresent() && section.mapping().at("overlap") == null) {
            findings.error(section.path("previous_as"), section.at("previous_as"),
                    "Value error, previous_as needs overlap", "say how long the value before stays: overlap: 24h");
        }
        var probe = section.maybeSection("probe").flatMap(each -> probe(each, several));
        var window = window(section);
        section.done();
        return new RotationRules(overlap, previous, probe, window);
    }

    private Optional<Duration> overlap(Section section, String text) {
        var match = LENGTH.matcher(text.strip());
        if (!match.matches()) {
            findings.error(section.path("overlap"), section.at("overlap"),
                    "Input should be a duration such as 15m, 24h, 2d or 1w");
            return Optional.empty();
        }
        return Optional.of(length(match));
    }

    private static Duration length(Matcher match) {
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            case "w" -> Duration.ofDays(7 * amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    private boolean isName(Section section, String text, boolean several) {
        var bare = text.replace("{name}", "");
        if (bare.isBlank() || bare.contains("{") || bare.contains("}")) {
            findings.error(section.path("previous_as"), section.at("previous_as"),
                    "Input should be another name", "{name} stands for the secret's own: \"{name}_PREVIOUS\"");
            return false;
        }
        if (several && !text.contains("{name}")) {
            findings.error(section.path("previous_as"), section.at("previous_as"),
                    "Value error, previous_as gives every field of the template the same name", "let {name} stand in it");
            return false;
        }
        return true;
    }

    private Optional<ProbeDeclaration> probe(Section section, boolean several) {
        var named = section.mapping().entries();
        if (several) {
            findings.error(section.path(), section.at(), "Value error, a probe tries one value, and a template has several",
                    "declare the field that can be tried as a secret of its own");
        }
        if (named.size() != 1) {
            findings.error(section.path(), section.at(), "Value error, a probe is of exactly one kind, not of " + named.size(),
                    "for example probe: {script: {command: ./check}}");
        }
        section.know(named.keySet());
        return named.keySet().stream().map(kind -> probe(section, kind)).toList().stream().findFirst();
    }

    private ProbeDeclaration probe(Section section, String kind) {
        var config = section.maybeMap(kind).orElseGet(() -> Value.Mapping.empty(section.at(kind)));
        kinds.probes().require(kind, kind, section.path(kind), section.mapping().keys().getOrDefault(kind, section.at(kind)), findings)
                .ifPresent(known -> settings.check(section.path(kind), config, known, Set.of(), "", true));
        return new ProbeDeclaration(kind, config, section.at(kind));
    }

    private Optional<Window> window(Section section) {
        var zone = section.maybe("timezone").flatMap(text -> zone(section, text)).orElse(ZoneOffset.UTC);
        if (section.mapping().at("timezone") != null && section.mapping().at("window") == null) {
            findings.error(section.path("timezone"), section.at("timezone"), "Value error, timezone needs window");
        }
        return section.maybe("window").flatMap(text -> cron(section, text)).map(cron -> new Window(cron, zone));
    }

    private Optional<Cron> cron(Section section, String text) {
        var cron = Cron.parse(text);
        if (cron.isEmpty()) {
            findings.error(section.path("window"), section.at("window"), "Input should be a schedule of five fields",
                    "minute, hour, day of the month, month, day of the week: \"* 2-4 * * sat,sun\"");
        }
        return cron;
    }

    private Optional<ZoneId> zone(Section section, String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException _) {
            var near = Suggestion.hint(text, List.copyOf(ZoneId.getAvailableZoneIds()));
            findings.add(Diagnostic.Severity.ERROR, section.path("timezone"), section.at("timezone"),
                    "Input should be a time zone", near.or(() -> Optional.of("for example Europe/Berlin")));
            return Optional.empty();
        }
    }
}
