package dev.secretzero.bundles.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Version;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One Key Vault.
record Vault(Session session, URI address) {

    static final String READER = "Key Vault Secrets User";
    static final String WRITER = "Key Vault Secrets Officer";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,127}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9]{0,64}");
    /// Deletion and recovery take some seconds.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration STEP = Duration.ofMillis(500);

    /// The name, if a vault can hold it.
    String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Wrong.setting(
                    "secret_name", "is required: \"" + name + "\" is no name that Key Vault can hold", "Key Vault takes at most 127 letters,"
                            + " digits and hyphens; write `secret_name: " + suggested(name) + "`");
        }
        return name;
    }

    private static String suggested(String name) {
        var simple = name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "").toLowerCase(Locale.ROOT);
        return simple.isEmpty() ? "db-password" : simple.substring(0, Math.min(127, simple.length()));
    }

    private SecretClient client() {
        return session.client(address);
    }

    String shown(String name) {
        return "\"" + name + "\" of " + address;
    }

    /// What is there: a disabled secret is hidden.
    Observation read(String name, String version) {
        if (!VERSION.matcher(version).matches()) {
            throw Wrong.setting("version", "is no version of a secret", "write the 32 letters and digits that the portal shows");
        }
        return found(name, version).<Observation>map(Vault::seen).orElseGet(Observation.Absent::new);
    }

    private static Observation seen(Found found) {
        return switch (found) {
            case Found.Open(var secret) -> new Observation.Shown(Material.of(Optional.ofNullable(secret.getValue()).orElse("")), version(secret));
            case Found.Disabled _ -> new Observation.Hidden(Optional.empty());
        };
    }

    static Optional<Version> version(KeyVaultSecret secret) {
        return Optional.ofNullable(secret.getProperties().getVersion()).map(Version::new);
    }

    /// What a vault has under a name.
    sealed interface Found {
        record Open(KeyVaultSecret secret) implements Found {}

        record Disabled() implements Found {}
    }

    Optional<Found> found(String name, String version) {
        try {
            return Optional.of(new Found.Open(client().getSecret(name, version)));
        } catch (ResourceNotFoundException _) {
            return Optional.empty();
        } catch (HttpResponseException e) {
            if (Refusal.has(e, "SecretDisabled")) {
                return Optional.of(new Found.Disabled());
            }
            throw refused(e, name, "get", READER);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(e, name, "get", READER);
        }
    }

    private ProblemException refused(RuntimeException e, String name, String permission, String role) {
        return new ProblemException(Refusal.vault(e, shown(name), permission, role));
    }

    /// Adds a version. A secret that was deleted, and can be recovered, is recovered first: until it is purged, its name
    /// takes no other.
    KeyVaultSecret set(KeyVaultSecret secret) {
        try {
            return client().setSecret(secret);
        } catch (HttpResponseException e) {
            if (!Refusal.has(e, "ObjectIsDeletedButRecoverable")) {
                throw refused(e, secret.getName(), "set", WRITER);
            }
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(e, secret.getName(), "set", WRITER);
        }
        recover(secret.getName());
        return asked(secret.getName(), "set", () -> client().setSecret(secret));
    }

    private void recover(String name) {
        try {
            asked(name, "recover", () -> waited(client().beginRecoverDeletedSecret(name)));
        } catch (ProblemException e) {
            if (e.problem().code() != Problem.Code.DENIED) {
                throw e;
            }
            throw new ProblemException(Problem.of(Problem.Code.DENIED, shown(name) + " is deleted, and its name is kept until it is purged")
                    .hint("grant the role \"" + WRITER + "\" (secrets/recover), so that it can be recovered; or run"
                            + " `az keyvault secret purge --name " + name + " --id " + address + "/deletedsecrets/" + name + "`"));
        }
    }

    /// Deletes, and waits until the vault has done so; what was deleted can be recovered until it is purged.
    void delete(String name) {
        try {
            asked(name, "delete", () -> waited(client().beginDeleteSecret(name)));
        } catch (ProblemException e) {
            if (e.problem().code() != Problem.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    private static boolean waited(SyncPoller<?, ?> poller) {
        return poller.setPollInterval(STEP).waitForCompletion(PATIENCE).getStatus().isComplete();
    }

    private <T> T asked(String name, String permission, Supplier<T> call) {
        try {
            return call.get();
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(e, name, permission, WRITER);
        }
    }
}
