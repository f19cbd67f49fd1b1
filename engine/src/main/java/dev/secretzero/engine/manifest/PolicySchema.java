package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.manifest.JsonSchema.flag;
import static dev.secretzero.engine.manifest.JsonSchema.listOf;
import static dev.secretzero.engine.manifest.JsonSchema.map;
import static dev.secretzero.engine.manifest.JsonSchema.maybe;
import static dev.secretzero.engine.manifest.JsonSchema.maybeTexts;
import static dev.secretzero.engine.manifest.JsonSchema.object;
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
        all.put("RotationPolicy", object(with(common("warning"), map(
                "max_age", maybe("The longest rotation period that is allowed."),
                "require_rotation_period", otherwise(flag("Whether every secret must have a rotation period."), false)))));
        all.put("AccessPolicy", object(with(common("error"), map(
                "allowed_targets", texts("Kinds of targets that may be used. Empty: all."),
                "denied_targets", texts("Kinds of targets that may not be used.")))));
        all.put("CompliancePolicy", object(with(common("error"), map(
                "standard", value("The name of a standard. The policy documents it, and checks nothing by itself.", "string"),
                "requirements", value("Free-form.", "object"))), "standard"));
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
                        where("compliance", map("$ref", "#/$defs/CompliancePolicy")),
                        where("provider_identity", map("$ref", "#/$defs/IdentityPolicy"))));
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
