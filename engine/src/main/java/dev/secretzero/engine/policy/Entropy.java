package dev.secretzero.engine.policy;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reckons the entropy of values from how they are declared, without a value.
///
/// What the manifest does not say is what the catalog has as the fallback of the setting. Where nothing is certain the
/// answer is [Strength.Unknown], never a guess.
final class Entropy {

    private static final int UPPER = 26;
    private static final int LOWER = 26;
    private static final int DIGITS = 10;
    private static final int PUNCTUATION = 32;

    /// A word of the list holds a little more.
    private static final double BITS_OF_WORD = 11;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private static final Map<String, Integer> CHARSETS = Map.of(
            "alphanumeric", 62, "alpha", 52, "numeric", 10, "hex", 16, "base64", 64, "base64url", 64, "ascii", 94);

    private static final Map<String, Integer> CURVES = Map.of(
            "p-256", 128, "p-384", 192, "p-521", 256, "ed25519", 128, "x25519", 128);

    private static final Set<String> DERIVED = Set.of("bcrypt", "htpasswd", "basic_auth");

    private final Map<String, Map<String, String>> fallbacks = new HashMap<>();

    Entropy(Catalog catalog) {
        catalog.generators().forEach(kind -> {
            var settings = new HashMap<String, String>();
            kind.settings().forEach(setting -> setting.fallback().ifPresent(text -> settings.put(setting.key(), text)));
            fallbacks.putIfAbsent(kind.kind(), settings);
        });
    }

    /// The strength of the value of a unit.
    ///
    /// @param entry what the lockfile says of it
    Strength of(Unit unit, Optional<Lock.Entry> entry) {
        if (unit.secret().source().isPresent()) {
            return new Strength.Unknown("it comes from a source");
        }
        if (entry.filter(Entropy::adopted).isPresent()) {
            return new Strength.Unknown("it was imported");
        }
        return of(unit.generator());
    }

    /// Whether the value in force was found in its places and not made.
    private static boolean adopted(Lock.Entry entry) {
        return entry.provenance().values().stream()
                .filter(deliveries -> !deliveries.isEmpty())
                .anyMatch(deliveries -> "lockfile_import".equals(deliveries.getLast().actor().get("operation")));
    }

    private Strength of(GeneratorDeclaration generator) {
        var settings = new Settings(generator);
        return switch (generator.kind()) {
            case "random_password" -> password(settings);
            case "random_string" -> string(settings);
            case "passphrase" -> passphrase(settings);
            case "uuid" -> known(settings.number("version").map(version -> version == 7 ? 74.0 : 122.0));
            case "totp_secret" -> known(settings.number("bits").map(Integer::doubleValue));
            case "age_keypair", "wireguard_keypair" -> Strength.of(128);
            case "rsa_keypair" -> rsa(settings, 0);
            case "ec_keypair" -> curve(settings.text("curve"));
            case "ssh_keypair" -> key(settings, settings.text("type"));
            case "tls_certificate" -> key(settings, settings.text("key_type"));
            case "jwk" -> jwk(settings);
            default -> other(generator.kind());
        };
    }

    private static Strength other(String kind) {
        return DERIVED.contains(kind)
                ? new Strength.Derived()
                : new Strength.Unknown("a generator of the kind " + kind + " does not say");
    }

    private static Strength known(Optional<Double> bits) {
        return bits.<Strength>map(Strength.Known::new)
                .orElseGet(() -> new Strength.Unknown("its settings are not known yet"));
    }

    private static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }

    // Texts.

    /// Uniform over the passwords that hold one of each class: the count of all, less the share that lacks a class.
    private static Strength password(Settings settings) {
        var excluded = settings.text("exclude_characters").orElse("");
        var classes = new ArrayList<Integer>();
        add(classes, settings.flag("upper"), left(UPPER, LETTERS.toUpperCase(Locale.ROOT), excluded));
        add(classes, settings.flag("lower"), left(LOWER, LETTERS, excluded));
        add(classes, settings.flag("number"), left(DIGITS, "0123456789", excluded));
        add(classes, settings.flag("special"), left(PUNCTUATION, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", excluded));
        int pool = classes.stream().mapToInt(Integer::intValue).sum();
        return known(settings.number("length")
                .filter(length -> pool > 0 && length >= classes.size())
                .map(length -> length * log2(pool) + log2(complete(classes, pool, length))));
    }

    private static int left(int size, String members, String excluded) {
        return size - (int) excluded.chars().distinct().filter(c -> members.indexOf(c) >= 0).count();
    }

    private static void add(List<Integer> classes, boolean wanted, int size) {
        if (wanted && size > 0) {
            classes.add(size);
        }
    }

    /// The share of texts that hold a member of every class, by inclusion and exclusion.
    private static double complete(List<Integer> classes, int pool, int length) {
        double share = 0;
        for (int subset = 0; subset < 1 << classes.size(); subset++) {
            int lacking = 0;
            for (int i = 0; i < classes.size(); i++) {
                lacking += (subset & 1 << i) == 0 ? 0 : classes.get(i);
            }
            double term = Math.pow((pool - lacking) / (double) pool, length);
            share += Integer.bitCount(subset) % 2 == 0 ? term : -term;
        }
        return share;
    }

    private static Strength string(Settings settings) {
        var own = settings.text("characters").filter(text -> !text.isEmpty());
        var size = own.map(text -> (int) text.codePoints().distinct().count())
                .or(() -> settings.text("charset").map(CHARSETS::get));
        return known(size.flatMap(characters -> settings.number("length").map(length -> length * log2(characters))));
    }

    private static Strength passphrase(Settings settings) {
        boolean number = settings.flag("include_number");
        return known(settings.number("words")
                .map(words -> words * BITS_OF_WORD + (number ? log2(10) + log2(words) : 0)));
    }

    // Keys.

    private static Strength key(Settings settings, Optional<String> type) {
        return switch (type.orElse("")) {
            case "ed25519" -> Strength.of(128);
            case "ec" -> curve(settings.text("curve"));
            case "rsa" -> rsa(settings, 0);
            default -> known(Optional.empty());
        };
    }

    private static Strength jwk(Settings settings) {
        return switch (settings.text("kty").orElse("")) {
            case "oct" -> Strength.of(settings.number("bits").orElse(256));
            case "RSA" -> rsa(settings, 3072);
            case "EC" -> curve(settings.text("curve").or(() -> Optional.of("P-256")));
            case "OKP" -> Strength.of(128);
            default -> known(Optional.empty());
        };
    }

    private static Strength curve(Optional<String> curve) {
        return known(curve.map(name -> CURVES.get(name.toLowerCase(Locale.ROOT))).map(Integer::doubleValue));
    }

    private static Strength rsa(Settings settings, int fallback) {
        return known(settings.number("bits").or(() -> Optional.of(fallback).filter(bits -> bits > 0)).map(Entropy::rsa));
    }

    /// The strength of a modulus, by NIST SP 800-57 part 1, table 2.
    private static double rsa(int bits) {
        return bits >= 15360 ? 256 : bits >= 7680 ? 192 : bits >= 3072 ? 128 : bits >= 2048 ? 112 : bits >= 1024 ? 80 : 0;
    }

    /// The settings of one generator, with the fallbacks of its kind.
    private final class Settings {
        private final GeneratorDeclaration generator;
        private final Map<String, String> otherwise;

        Settings(GeneratorDeclaration generator) {
            this.generator = generator;
            this.otherwise = fallbacks.getOrDefault(generator.kind(), Map.of());
        }

        Optional<String> text(String key) {
            return switch (generator.config().at(key)) {
                case Value.Text text -> Optional.of(text.text());
                case Value.Scalar(var plain, _) when plain != null -> Optional.of(plain.toString());
                case null -> Optional.ofNullable(otherwise.get(key));
                case Value _ -> Optional.ofNullable(otherwise.get(key));
            };
        }

        Optional<Integer> number(String key) {
            return text(key).filter(text -> text.matches("\\d{1,6}")).map(Integer::valueOf);
        }

        /// A flag that is not understood counts as off, so that nothing is promised that may not be there.
        boolean flag(String key) {
            var fallback = Boolean.parseBoolean(otherwise.get(key));
            return PolicyBody.flag(generator.config(), key, fallback).orElse(false);
        }
    }
}
