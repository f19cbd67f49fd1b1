package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.manifest.JsonSchema.flag;
import static dev.secretzero.engine.manifest.JsonSchema.integer;
import static dev.secretzero.engine.manifest.JsonSchema.listOf;
import static dev.secretzero.engine.manifest.JsonSchema.map;
import static dev.secretzero.engine.manifest.JsonSchema.maybe;
import static dev.secretzero.engine.manifest.JsonSchema.maybeTexts;
import static dev.secretzero.engine.manifest.JsonSchema.object;
import static dev.secretzero.engine.manifest.JsonSchema.one;
import static dev.secretzero.engine.manifest.JsonSchema.otherwise;
import static dev.secretzero.engine.manifest.JsonSchema.texts;
import static dev.secretzero.engine.manifest.JsonSchema.value;
import static dev.secretzero.engine.manifest.JsonSchema.where;
import static dev.secretzero.engine.manifest.JsonSchema.word;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of the schema that describes policies, one definition for each kind. A policy of another kind is allowed,
/// because it has no effect.
final class PolicySchema {

    private PolicySchema() {}

    static void define(Map<String, @Nullable Object> all) {
        all.put("Policy", policy());
        all.put("RotationPolicy", object(with(enforceable("warning"), map(
                "max_age", maybe("The longest rotation period that is allowed."),
                "require_rotation_period", otherwise(flag("Whether every secret must have a rotation period."), false)))));
        all.put("AccessPolicy", object(with(enforceable("error"), map(
                "allowed_targets", texts("Kinds of targets that may be used. Empty: all."),
                "denied_targets", texts("Kinds of targets that may not be used.")))));
        all.put("StrengthPolicy", object(with(enforceable("error"), with(strong(), map(
                "allow_literals", otherwise(flag("Whether a value may be written in the Secretfile."), true))))));
        all.put("CompliancePolicy", object(with(enforceable(), map(
                "standard", map(
                        "type", "string",
                        "examples", Standard.labels(),
                        "description", "The standard whose pack of rules applies."),
                "requirements", one("Requirements", "What the pack demands in place of its own numbers."))), "standard"));
        all.put("Requirements", object(with(strong(), map(
                "max_age", maybe("How old a value may become: digits and one of d, w, m, y."),
                "development", texts("Names of lanes in which plain files are allowed.")))));
        all.put("Waiver", object(map(
                "rule", value("The id of a rule or the name of a policy; may be a shell wildcard.", "string"),
                "secrets", texts("Names of secrets, or shell wildcards; at least one."),
                "owner", value("Who answers for it.", "string"),
                "until", value("The last day on which it holds, in UTC.", "string"),
                "reason", value("Why.", "string")), "rule", "secrets", "owner", "until", "reason"));
        all.put("IdentityPolicy", object(with(common("error"), map(
                "providers", texts("Aliases of the providers whose identity is tested; at least one."),
                "match", otherwise(word("Whether every rule must hold, or one of them.", PolicyCheck.MATCHES), "all"),
                "rules", listOf("IdentityRule", "What must be true of the identity; at least one."))), "providers", "rules"));
        all.put("IdentityRule", object(map(
                "field", value("A field of the identity, as names joined by dots.", "string"),
                "glob", maybe("The text matches this shell wildcard."),
                "regex", maybe("The whole text matches this regular expression."),
                "any_glob", maybeTexts("Some item matches one of these wildcards."),
                "all_glob", maybeTexts("There are items, and each matches one of these wildcards.")), "field"));
    }

    private static Map<String, @Nullable Object> policy() {
        return map(
                "properties", map("kind", map("type", "string", "examples", PolicyCheck.KINDS, "description", "The kind of policy.")),
                "required", List.of("kind"),
                "allOf", List.of(
                        where("rotation", map("$ref", "#/$defs/RotationPolicy")),
                        where("access", map("$ref", "#/$defs/AccessPolicy")),
                        where("strength", map("$ref", "#/$defs/StrengthPolicy")),
                        where("compliance", map("$ref", "#/$defs/CompliancePolicy")),
                        where("provider_identity", map("$ref", "#/$defs/IdentityPolicy"))));
    }

    private static Map<String, @Nullable Object> strong() {
        return map(
                "min_entropy", integer("The least bits of entropy that a value is made with, from 1 to 4096."),
                "unknown_entropy", otherwise(
                        word("How bad it is that the entropy of a value is not known.", PolicyCheck.UNKNOWN_ENTROPY), "info"),
                "forbidden_generators", texts("Kinds of generators that may not be used."));
    }

    private static Map<String, @Nullable Object> enforceable(String severity) {
        return with(common(severity), enforcement());
    }

    /// Of a pack every rule has a severity of its own.
    private static Map<String, @Nullable Object> enforceable() {
        var all = with(common("error"), enforcement());
        all.put("severity", word("How bad it is when any rule of the pack does not hold. Otherwise each rule says.", PolicyCheck.SEVERITIES));
        return all;
    }

    private static Map<String, @Nullable Object> enforcement() {
        return map(
                "enforce", otherwise(flag("Whether an error refuses a sync and a rotation."), false),
                "secrets", texts("Only these secrets: names, or shell wildcards. Empty: all."),
                "lanes", texts("Only in these lanes. Empty: everywhere."));
    }

    private static Map<String, @Nullable Object> common(String severity) {
        return map(
                "name", maybe("Another name for people."),
                "description", maybe("What it is for."),
                "enabled", otherwise(flag("Whether it applies."), true),
                "severity", otherwise(word("How bad it is when it does not hold.", PolicyCheck.SEVERITIES), severity));
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> common, Map<String, @Nullable Object> own) {
        own.putAll(common);
        return own;
    }
}
