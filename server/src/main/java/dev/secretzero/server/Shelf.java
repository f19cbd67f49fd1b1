package dev.secretzero.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps what was asked for in a plan, under the id of the plan, until it is applied. The oldest is forgotten first.
final class Shelf {

    /// Plans that are kept.
    static final int LIMIT = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Wire.AskSync> asked = new LinkedHashMap<>();

    void keep(String id, Wire.AskSync ask) {
        lock.lock();
        try {
            asked.remove(id);
            asked.put(id, ask);
            if (asked.size() > LIMIT) {
                asked.remove(asked.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Wire.AskSync> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(asked.get(id));
        } finally {
            lock.unlock();
        }
    }
}
