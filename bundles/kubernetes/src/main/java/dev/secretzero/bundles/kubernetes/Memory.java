package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the keys of Secrets were at the versions that we saw, as digests that never leave this process.
///
/// Kubernetes has one version for all keys of a Secret. A write to one key must not look like a write to another: when the
/// version has moved on, a key counts as untouched if it still holds what it held then. A version that was not seen here
/// vouches for nothing.
final class Memory {

    private static final int VERSIONS = 16;

    private final Map<SecretName, Map<String, Map<String, byte[]>>> seen = new HashMap<>();
    private final Map<SecretName, Owed> owed = new HashMap<>();

    synchronized void keep(SecretName name, Live live) {
        var keys = new HashMap<String, byte[]>();
        live.values().forEach((key, value) -> keys.put(key, digest(value)));
        var versions = seen.computeIfAbsent(name, _ -> new LinkedHashMap<>());
        versions.put(live.version(), keys);
        owed.put(name, Owed.of(live));
        if (versions.size() > VERSIONS) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    /// Whether a key held the same at that version as it does now.
    synchronized boolean untouched(SecretName name, String version, String key, Optional<Secret> now) {
        var then = seen.getOrDefault(name, Map.of()).get(version);
        if (then == null) {
            return false;
        }
        var before = then.get(key);
        return before == null ? now.isEmpty() : now.filter(value -> MessageDigest.isEqual(before, digest(value))).isPresent();
    }

    /// What was still to be restarted when we last saw the Secret.
    synchronized Owed owed(SecretName name) {
        return owed.getOrDefault(name, Owed.none());
    }

    synchronized void clear() {
        seen.clear();
        owed.clear();
    }

    private static byte[] digest(Secret value) {
        return value.lend(Memory::sha256);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
