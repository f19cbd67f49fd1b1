package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/// An X.509 certificate (RFC 5280) and its key: self-signed, or signed by a certificate authority that is another
/// secret of this kind. The fields are `certificate`, `private_key` (PKCS #8), `chain` (the certificate and those
/// that lead to its authority) and `ca_certificate` (the one that signed it), all in PEM.
final class TlsCertificate {

    private static final int NAME_LENGTH = 64;

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "tls_certificate",
            "A certificate and its key: certificate, private_key, chain, ca_certificate.",
            List.of(
                    Setting.of(
                            "common_name",
                            Setting.Type.TEXT,
                            "The name of its owner, up to 64 characters. A host name or an address also becomes an"
                                    + " alternative name of a server."),
                    Setting.of(
                            "sans",
                            Setting.Type.LIST,
                            "Alternative names: host names, IP addresses, mail addresses and URIs, told apart by their"
                                    + " form."),
                    Setting.of("organization", Setting.Type.TEXT, "The organization of its owner."),
                    Setting.of("validity", Setting.Type.DURATION, "How long it is valid, up to 100 years.")
                            .otherwise("365d"),
                    Setting.of("key_type", Setting.Type.TEXT, "The algorithm of its key.")
                            .otherwise("ec")
                            .oneOf("ec", "rsa", "ed25519"),
                    Setting.of("curve", Setting.Type.TEXT, "The curve of an ec key.")
                            .otherwise("P-256")
                            .oneOf(KeyPairs.CURVES),
                    Setting.of("bits", Setting.Type.INTEGER, "The size of an rsa key, from 2048 to 8192.")
                            .otherwise("3072"),
                    Setting.of(
                                    "usages",
                                    Setting.Type.LIST,
                                    "What it is for: server, client or both. An authority has none.")
                            .otherwise("server")
                            .oneOf("server", "client"),
                    Setting.of("is_ca", Setting.Type.FLAG, "Make a certificate authority, which signs others.")
                            .otherwise("false"),
                    Setting.of(
                            "path_length",
                            Setting.Type.INTEGER,
                            "How many authorities may stand between this authority and a certificate, from 0 to 16."),
                    Setting.of(
                            "ca",
                            Setting.Type.REFERENCE,
                            "The tls_certificate secret, with is_ca, that signs it. Without one it signs itself.")),
            (provider, settings) -> open(provider.host().clock(), settings));

    private TlsCertificate() {}

    /// What a certificate is to say.
    ///
    /// @param depth the path length of an authority
    record Wish(
            Optional<String> name,
            Optional<String> organization,
            List<AlternativeName> sans,
            Duration validity,
            List<String> usages,
            boolean authority,
            Optional<Integer> depth) {

        boolean nameless() {
            return name.isEmpty() && organization.isEmpty();
        }
    }

    /// Makes the key of a certificate.
    ///
    /// @param strength of the keys, in bits
    record KeyMaker(int strength, Function<SecureRandom, KeyPair> keys) {
        KeyPair make(SecureRandom entropy) {
            return keys.apply(entropy);
        }
    }

    static Generator open(InstantSource clock, Settings settings) {
        var wish = wish(settings);
        var key = key(settings);
        if (settings.has("ca")) {
            return new Signed(settings.text("ca"), wish, key, clock);
        }
        return new SelfSigned(wish, key, clock);
    }

    private static KeyMaker key(Settings settings) {
        String type = settings.text("key_type");
        return switch (type) {
            case "ec" -> {
                String curve = KeyPairs.curve(settings);
                yield new KeyMaker(KeyPairs.ecStrength(curve), entropy -> KeyPairs.ec(curve, entropy));
            }
            case "rsa" -> {
                int bits = KeyPairs.bits(settings);
                yield new KeyMaker(KeyPairs.rsaStrength(bits), entropy -> KeyPairs.rsa(bits, entropy));
            }
            case "ed25519" -> new KeyMaker(KeyPairs.STRENGTH_25519, KeyPairs::ed25519);
            default -> throw Wrong.choice("key_type", type, List.of("ec", "rsa", "ed25519"));
        };
    }

    private static Wish wish(Settings settings) {
        boolean authority = settings.flag("is_ca");
        var usages = usages(settings);
        var wish = new Wish(
                settings.maybe("common_name").map(name -> name("common_name", name)),
                settings.maybe("organization").map(name -> name("organization", name)),
                sans(settings, !authority && usages.contains("server")),
                validity(settings),
                usages,
                authority,
                depth(settings, authority));
        if (wish.nameless() && (authority || wish.sans().isEmpty() || !settings.has("ca"))) {
            throw Wrong.setting(
                    "common_name",
                    "is missing",
                    "say whose certificate it is; only one that another signs may have \"sans\" alone");
        }
        return wish;
    }

    private static String name(String key, String name) {
        if (name.isBlank() || name.codePointCount(0, name.length()) > NAME_LENGTH) {
            throw Wrong.setting(
                    key, "must have 1 to 64 characters", "shorten it; \"sans\" can hold host names of up to 253");
        }
        return Wrong.line(key, name);
    }

    private static List<AlternativeName> sans(Settings settings, boolean server) {
        var sans = new ArrayList<AlternativeName>();
        if (server) {
            settings.maybe("common_name").flatMap(AlternativeName::host).ifPresent(sans::add);
        }
        if (settings.has("sans")) {
            settings.list("sans").stream().map(AlternativeName::of).forEach(sans::add);
        }
        return sans.stream().distinct().toList();
    }

    private static Duration validity(Settings settings) {
        var validity = settings.duration("validity");
        if (validity.toSeconds() < 1 || validity.toDays() > 36_525) {
            throw Wrong.setting("validity", "is out of bounds", "give a duration from 1s to 100y");
        }
        return validity;
    }

    private static List<String> usages(Settings settings) {
        var usages = settings.list("usages").stream().distinct().toList();
        for (String usage : usages) {
            if (!usage.equals("server") && !usage.equals("client")) {
                throw Wrong.choice("usages", usage, List.of("server", "client"));
            }
        }
        if (usages.isEmpty()) {
            throw Wrong.setting("usages", "is empty", "choose server, client or both");
        }
        return usages;
    }

    private static Optional<Integer> depth(Settings settings, boolean authority) {
        if (!settings.has("path_length")) {
            return Optional.empty();
        }
        if (!authority) {
            throw Wrong.setting("path_length", "is only for an authority", "set is_ca to true, or remove path_length");
        }
        return Optional.of(Wrong.bounded(settings, "path_length", 0, 16));
    }

    /// A certificate that signs itself.
    private record SelfSigned(Wish wish, KeyMaker key, InstantSource clock) implements Generator.Local {

        @Override
        public int entropyBits() {
            return key.strength();
        }

        @Override
        public Material generate(SecureRandom entropy) {
            return Certificates.selfSigned(wish, key.make(entropy), clock.instant(), entropy);
        }
    }

    /// A certificate that another one signs.
    private record Signed(String ca, Wish wish, KeyMaker key, InstantSource clock) implements Generator.Derived {

        @Override
        public List<String> sources() {
            return List.of(ca);
        }

        @Override
        public int entropyBits() {
            return key.strength();
        }

        @Override
        public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
            if (!(sources.get(ca) instanceof Material.Fields fields)) {
                throw unfit();
            }
            var authority = Authority.of(
                    ca,
                    field(fields, "certificate"),
                    fields.values().get("private_key"),
                    field(fields, "chain"));
            return Certificates.signed(wish, key.make(entropy), authority, clock.instant(), entropy);
        }

        private String field(Material.Fields fields, String name) {
            if (!(fields.values().get(name) instanceof Material.Single(var text))) {
                throw unfit();
            }
            return text.lend(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }

        private RuntimeException unfit() {
            return Wrong.made(
                    "\"" + ca + "\" does not hold a certificate and its key",
                    "\"ca\" must name a secret of kind tls_certificate with is_ca: true");
        }
    }
}
