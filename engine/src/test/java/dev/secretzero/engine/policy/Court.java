package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.ManifestReader;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.spi.Setting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Secretfiles, judged.
final class Court {

    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private Court() {}

    static Catalog catalog() {
        return new Catalog(
                List.of(
                        new Catalog.Kind("local", "local", "", List.of()),
                        new Catalog.Kind("vault", "vault", "", List.of(
                                Setting.of("url", Setting.Type.URI, ""), Setting.of("token", Setting.Type.SECRET, "")))),
                List.of(
                        new Catalog.Kind("file", "local", "", List.of(
                                Setting.of("path", Setting.Type.PATH, "").otherwise(".env"),
                                Setting.of("mode", Setting.Type.TEXT, "").otherwise("0600"))),
                        new Catalog.Kind("vault_kv", "vault", "", List.of(Setting.of("path", Setting.Type.TEXT, "")))),
                List.of(
                        kind("random_password", "length", "32", "upper", "true", "lower", "true", "number", "true",
                                "special", "true", "exclude_characters", ""),
                        kind("random_string", "length", "32", "charset", "alphanumeric"),
                        kind("passphrase", "words", "6", "include_number", "false"),
                        kind("uuid", "version", "4"),
                        kind("totp_secret", "bits", "160"),
                        kind("rsa_keypair", "bits", "3072"),
                        kind("ec_keypair", "curve", "P-256"),
                        kind("ssh_keypair", "type", "ed25519", "bits", "4096"),
                        kind("tls_certificate", "key_type", "ec", "curve", "P-256", "bits", "3072"),
                        kind("jwk", "kty", "EC"),
                        kind("age_keypair"),
                        kind("bcrypt"),
                        kind("script"),
                        kind("static")));
    }

    /// Stands for the generators, of which this module has none: what the values of a few kinds hold.
    private static Strength strength(GeneratorDeclaration generator) {
        return switch (generator.kind()) {
            case "random_string", "random_password" -> new Strength.Known((int) Math.floor(length(generator) * Math.log(62) / Math.log(2)));
            case "passphrase" -> new Strength.Known(66);
            case "uuid" -> new Strength.Known(122);
            case "rsa_keypair", "ec_keypair", "ssh_keypair", "tls_certificate", "jwk", "age_keypair" -> new Strength.Known(128);
            case "bcrypt" -> new Strength.Derived();
            default -> new Strength.Unknown("a generator of the kind " + generator.kind() + " does not say");
        };
    }

    private static int length(GeneratorDeclaration generator) {
        return generator.config().at("length") instanceof Value.Scalar(Number length, _) ? length.intValue() : 32;
    }

    private static Catalog.Kind kind(String kind, String... fallbacks) {
        var settings = new java.util.ArrayList<Setting>();
        for (int i = 0; i < fallbacks.length; i += 2) {
            settings.add(Setting.of(fallbacks[i], Setting.Type.ANY, "").otherwise(fallbacks[i + 1]));
        }
        return new Catalog.Kind(kind, "local", "", settings);
    }

    static Parsed read(String text, Optional<String> lane) {
        var wish = new Lane.Wish(lane, List.of(), Optional.empty(), Path.of("/work"));
        return new ManifestReader(catalog(), Map.of("TOKEN", "t")).read(Path.of("/work/Secretfile.yml"), text, wish);
    }

    static Evidence evidence(String text, Optional<String> lane, Lock lock, Instant now) {
        return switch (read(text, lane)) {
            case Parsed.Valid valid -> new Evidence(valid.manifest(), lane, lock, catalog(), Court::strength, now);
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.diagnostics().toString());
        };
    }

    static Verdict judge(String text) {
        return judge(text, Optional.empty(), Lock.empty());
    }

    static Verdict judge(String text, Optional<String> lane, Lock lock) {
        return Policies.judge(evidence(text, lane, lock, NOW));
    }

    /// `severity rule secret: message`, for what counts.
    static List<String> lines(Verdict verdict) {
        return verdict.violations().stream()
                .map(violation -> violation.severity().label() + " " + violation.ground().rule() + " " + violation.secret()
                        + ": " + violation.message())
                .toList();
    }

    /// What the check of the manifest finds, besides a missing version.
    static List<String> findings(String text) {
        var found = switch (read("version: \"1\"\n" + text, Optional.empty())) {
            case Parsed.Valid valid -> valid.warnings();
            case Parsed.Invalid invalid -> invalid.diagnostics();
        };
        return found.stream().map(Court::shown).toList();
    }

    private static String shown(Diagnostic found) {
        var at = found.at().map(mark -> mark.line() - 1 + ":" + mark.column() + " ").orElse("");
        return at + found.path() + ": " + found.message();
    }
}
