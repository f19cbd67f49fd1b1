package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Material;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The engines of [FakeVault] that issue: `database/` with the role `app` and the static role `fixed`, `pki/` with the role
/// `web`, which allows names of example.com.
public final class FakeIssuers {

    /// An answer.
    record Made(int status, Map<String, Material> fields) {}

    private static final Made NOTHING = new Made(204, Map.of());

    /// By lease, the token that it was had with.
    private final Map<String, String> leases = new TreeMap<>();
    private final Set<String> certificates = new HashSet<>();
    private final List<String> revoked = new ArrayList<>();
    private int made;
    private int rotations;
    private int leaseTtl = 3600;
    private boolean leasesCertificates;
    private Map<String, Material> say = Map.of();

    /// For how many seconds what is issued is said to live.
    public synchronized void leaseTtl(int seconds) {
        leaseTtl = seconds;
    }

    /// Makes certificates leases too, as a role with `generate_lease` does.
    synchronized void leaseCertificates() {
        leasesCertificates = true;
    }

    /// Keeps no certificate from now on, as a role with `no_store`.
    synchronized void forget() {
        certificates.clear();
    }

    /// Answers this to all that is asked of these engines.
    synchronized void say(String json) {
        say = ((Material.Fields) FakeVault.parse(json)).values();
    }

    synchronized void end(String token) {
        leases.values().removeIf(token::equals);
    }

    public synchronized List<String> leases() {
        return List.copyOf(leases.keySet());
    }

    /// Ends all leases.
    public synchronized void clear() {
        leases.clear();
    }

    public synchronized List<String> revoked() {
        return List.copyOf(revoked);
    }

    synchronized int rotations() {
        return rotations;
    }

    synchronized Optional<Made> reply(String verb, String path, String body, String token) {
        if (!say.isEmpty()) {
            return Optional.of(new Made(200, say));
        }
        return Optional.ofNullable(switch (verb + " " + path) {
            case "read database/creds/app" -> login(token);
            case "read database/static-creds/fixed" -> fixed();
            case "update database/rotate-role/fixed" -> {
                rotations++;
                yield NOTHING;
            }
            case "update pki/issue/web" -> certificate(fields(body), token);
            case "update pki/revoke" -> revoke(Answer.text(Objects.requireNonNull(fields(body).get("serial_number"))));
            case "update sys/leases/revoke" -> {
                leases.remove(Answer.text(Objects.requireNonNull(fields(body).get("lease_id"))));
                yield NOTHING;
            }
            case "list sys/leases/lookup/database/creds/app" -> list();
            default -> path.startsWith("database/") || path.startsWith("pki/") ? quoting(body + token) : null;
        });
    }

    private static Map<String, Material> fields(String body) {
        return ((Material.Fields) FakeVault.parse(body)).values();
    }

    private static Made quoting(String text) {
        return new Made(400, Map.of("errors", Material.of("refused: " + text)));
    }

    private Made leased(String lease, Map<String, Material> data) {
        return new Made(200, Map.of(
                "lease_id", Material.of(lease),
                "lease_duration", FakeVault.literal(lease.isEmpty() ? "0" : String.valueOf(leaseTtl)),
                "data", FakeVault.fields(data)));
    }

    private Made login(String token) {
        made++;
        var lease = "database/creds/app/Lease" + made;
        leases.put(lease, token);
        return leased(lease, Map.of("username", Material.of("v-app-" + made), "password", Material.of(made + "-made-by-the-fake")));
    }

    private Made fixed() {
        return leased("", Map.of(
                "username", Material.of("fixed"),
                "password", Material.of("fixed-" + rotations + "-made-by-the-fake"),
                "last_vault_rotation", Material.of("2026-01-01T00:00:00.%09dZ".formatted(rotations)),
                "rotation_period", FakeVault.literal(String.valueOf(leaseTtl)),
                "ttl", FakeVault.literal(String.valueOf(leaseTtl - 1))));
    }

    private Made certificate(Map<String, Material> wishes, String token) {
        if (!Answer.text(Objects.requireNonNull(wishes.get("common_name"))).endsWith("example.com")) {
            return quoting(Answer.text(new Material.Fields(new TreeMap<>(wishes))));
        }
        made++;
        var serial = "39:dd:%02x".formatted(made);
        certificates.add(serial);
        var lease = leasesCertificates ? "pki/issue/web/Lease" + made : "";
        if (leasesCertificates) {
            leases.put(lease, token);
        }
        return leased(lease, Map.of(
                "certificate", Material.of(pem("CERTIFICATE", "leaf-" + made)),
                "issuing_ca", Material.of(pem("CERTIFICATE", "middle")),
                "ca_chain", FakeVault.literal("[" + quoted(pem("CERTIFICATE", "middle")) + "," + quoted(pem("CERTIFICATE", "root")) + "]"),
                "private_key", Material.of(pem("PRIVATE KEY", made + "-made-by-the-fake")),
                "serial_number", Material.of(serial),
                "expiration", FakeVault.literal(String.valueOf(leaseTtl))));
    }

    private static String pem(String kind, String content) {
        return "-----BEGIN " + kind + "-----\n" + content + "\n-----END " + kind + "-----";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private Made revoke(String serial) {
        if (!certificates.contains(serial)) {
            return quoting(serial);
        }
        revoked.add(serial);
        return new Made(200, Map.of());
    }

    private Made list() {
        return leases.isEmpty()
                ? new Made(404, Map.of())
                : new Made(200, Map.of("data", FakeVault.fields(Map.of("keys", FakeVault.literal(leases.keySet().stream()
                        .map(lease -> quoted(lease.substring(lease.lastIndexOf('/') + 1)))
                        .collect(Collectors.joining(",", "[", "]")))))));
    }
}
