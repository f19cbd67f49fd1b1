package dev.secretzero.engine.lock;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the lockfile keeps instead of a value, as it is written there. It says nothing about a value by itself: only
/// [Fingerprints] can compare it with one.
///
/// | Text | Is |
/// |---|---|
/// | 64 hex digits | SHA-256 of the material's text form (lockfile format 1.0) |
/// | `hmac-sha256:<key id>:<salt>:<hex>` | HMAC-SHA256 (RFC 2104) of salt and text form under the lock key of that id |
/// | `argon2id:v=19,m=<KiB>,t=<passes>,p=<lanes>:<salt>:<hex>` | Argon2id (RFC 9106) of the text form |
public sealed interface Fingerprint {

    /// The name of the plain scheme.
    String PLAIN = "sha256";

    /// The name of the scheme that needs a lock key.
    String KEYED = "hmac-sha256";

    /// The name of the scheme that is slow on purpose.
    String SLOW = "argon2id";

    /// As it stands in the lockfile.
    String text();

    /// The name of how it was made, for people and reports.
    String scheme();

    /// A plain digest: as good as the value is hard to guess.
    record Plain(String hex) implements Fingerprint {
        @Override
        public String text() {
            return hex;
        }

        @Override
        public String scheme() {
            return PLAIN;
        }
    }

    /// A digest that nobody can check without the key.
    ///
    /// @param key the key's id
    /// @param salt 16 bytes in hex, so that equal values do not look alike
    record Keyed(String key, String salt, String hex) implements Fingerprint {
        @Override
        public String text() {
            return KEYED + ":" + key + ":" + salt + ":" + hex;
        }

        @Override
        public String scheme() {
            return KEYED;
        }
    }

    /// A digest that takes so much work that trying many values is dear.
    ///
    /// @param salt 16 bytes in hex
    record Slow(Cost cost, String salt, String hex) implements Fingerprint {
        @Override
        public String text() {
            return SLOW + ":" + cost.text() + ":" + salt + ":" + hex;
        }

        @Override
        public String scheme() {
            return SLOW;
        }
    }

    /// A text that this program cannot have written, or that asks for more work than it is ready to do.
    record Unreadable(String text) implements Fingerprint {
        @Override
        public String scheme() {
            return "unknown";
        }
    }

    /// The work that an Argon2id digest takes.
    ///
    /// @param memory KiB
    /// @param passes over the memory
    /// @param lanes that could be computed side by side
    record Cost(int memory, int passes, int lanes) {

        /// What new digests take. RFC 9106 recommends three passes over 64 MiB in four lanes where memory is scarce.
        /// Of that, an eighth of the memory in one lane is left: a lockfile is read far more often than a login is
        /// checked, each value costs one computation in every run that looks at its places, and thousands of values
        /// must remain bearable. It takes some 10 to 30 ms, and 8 MiB. A lock key is both faster and stronger.
        public static final Cost NEW = new Cost(8192, 3, 1);

        /// The largest that a lockfile may ask of its reader.
        private static final Cost MOST = new Cost(1 << 18, 16, 16);

        String text() {
            return "v=19,m=" + memory + ",t=" + passes + ",p=" + lanes;
        }

        /// Whether guessing against it costs no less than against another.
        public boolean atLeast(Cost other) {
            return memory >= other.memory && (long) memory * passes >= (long) other.memory * other.passes;
        }

        boolean bearable() {
            return memory >= 8 * lanes
                    && passes > 0
                    && lanes > 0
                    && memory <= MOST.memory
                    && passes <= MOST.passes
                    && lanes <= MOST.lanes;
        }
    }

    /// Reads a fingerprint. Never fails: what cannot be read is [Unreadable].
    static Fingerprint parse(String recorded) {
        return Text.plain(recorded)
                .or(() -> Text.keyed(recorded))
                .or(() -> Text.slow(recorded))
                .orElseGet(() -> new Unreadable(recorded));
    }

    /// The reader of the texts.
    final class Text {
        private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{64}");
        private static final Pattern KEYED =
                Pattern.compile("hmac-sha256:([0-9a-f]{16}):([0-9a-f]{32}):([0-9a-f]{64})");
        private static final Pattern SLOW = Pattern.compile(
                "argon2id:v=19,m=([0-9]{1,6}),t=([0-9]{1,2}),p=([0-9]{1,2}):([0-9a-f]{32}):([0-9a-f]{64})");

        private Text() {}

        private static Optional<Fingerprint> plain(String recorded) {
            return PLAIN.matcher(recorded).matches()
                    ? Optional.of(new Plain(recorded.toLowerCase(Locale.ROOT)))
                    : Optional.empty();
        }

        private static Optional<Fingerprint> keyed(String recorded) {
            var parts = KEYED.matcher(recorded);
            return parts.matches()
                    ? Optional.of(new Keyed(parts.group(1), parts.group(2), parts.group(3)))
                    : Optional.empty();
        }

        private static Optional<Fingerprint> slow(String recorded) {
            var parts = SLOW.matcher(recorded);
            if (!parts.matches()) {
                return Optional.empty();
            }
            var cost = new Cost(number(parts, 1), number(parts, 2), number(parts, 3));
            return cost.bearable() ? Optional.of(new Slow(cost, parts.group(4), parts.group(5))) : Optional.empty();
        }

        private static int number(Matcher parts, int group) {
            return Integer.parseInt(parts.group(group));
        }
    }
}
