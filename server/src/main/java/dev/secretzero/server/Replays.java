package dev.secretzero.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers the answers to requests that came with an `Idempotency-Key`, so that one which is sent again changes
/// nothing again.
final class Replays {

    /// Marks an answer that was given before.
    static final String REPLAYED = "Idempotency-Replayed";

    /// Answers that are remembered; the oldest is forgotten first.
    static final int LIMIT = 256;

    /// How long an answer is remembered.
    static final Duration LIFE = Duration.ofHours(24);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    Replays(InstantSource clock) {
        this.clock = clock;
    }

    /// The answer that was given under that key, or the answer that is given now. Two requests with one key are
    /// answered one after the other. A failure is not remembered: trying again is what the key is for.
    Answer once(Optional<String> key, Endpoint<?> endpoint, Fields fields, Supplier<Answer> work) {
        if (key.isEmpty()) {
            return work.get();
        }
        if (key.get().length() > 255) {
            throw Refusal.of(HttpStatus.BAD_REQUEST, "The Idempotency-Key is longer than 255 characters.").thrown();
        }
        return slot(key.get()).answer(endpoint.id() + fields.fingerprint(), work);
    }

    private Slot slot(String key) {
        lock.lock();
        try {
            var now = clock.instant();
            slots.values().removeIf(slot -> slot.made.plus(LIFE).isBefore(now));
            var slot = slots.computeIfAbsent(key, _ -> new Slot(now));
            if (slots.size() > LIMIT) {
                slots.remove(slots.keySet().iterator().next());
            }
            return slot;
        } finally {
            lock.unlock();
        }
    }

    private static final class Slot {
        private final ReentrantLock guard = new ReentrantLock();
        private final Instant made;
        private @Nullable String question;
        private @Nullable Answer given;

        Slot(Instant made) {
            this.made = made;
        }

        Answer answer(String asked, Supplier<Answer> work) {
            guard.lock();
            try {
                var known = given;
                if (known == null) {
                    return first(asked, work.get());
                }
                if (!asked.equals(question)) {
                    throw Refusal.of(HttpStatus.CONFLICT, "The Idempotency-Key was used for another request.").thrown();
                }
                return known.with(REPLAYED, "true");
            } finally {
                guard.unlock();
            }
        }

        private Answer first(String asked, Answer answer) {
            if (answer.status() == 200) {
                question = asked;
                given = answer;
            }
            return answer;
        }
    }
}
