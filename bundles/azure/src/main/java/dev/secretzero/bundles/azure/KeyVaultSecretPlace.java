package dev.secretzero.bundles.azure;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A secret of a Key Vault. Its value is that of the newest version; each write adds one, and the earlier ones stay.
///
/// Key Vault compares nothing. That a version is the expected one is looked up just before the next one is added, so that
/// of two writers at the same moment the last one wins.
///
/// @param url of the vault; the provider's when it and `vault` are empty
/// @param name in the vault; the name of the secret when empty
/// @param lifetime after which a new version expires
record KeyVaultSecretPlace(
        AzureProvider provider,
        Optional<URI> url,
        Optional<String> vault,
        Optional<String> name,
        Optional<String> contentType,
        SortedMap<String, String> tags,
        Optional<Duration> lifetime)
        implements Target {

    /// Marks the secrets that we wrote, and may delete.
    private static final Map<String, String> OURS = Map.of("managed-by", "secretzero");
    /// 25 KB (https://learn.microsoft.com/azure/key-vault/secrets/about-secrets)
    private static final int LONGEST = 25 * 1024;
    /// https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
    private static final int MOST_TAGS = 15;

    private static final int LONGEST_TAG = 256;

    static Target open(AzureProvider provider, Settings settings) {
        var tags = settings.has("tags") ? settings.map("tags") : new TreeMap<String, String>();
        check(tags);
        return new KeyVaultSecretPlace(
                provider,
                settings.has("vault_url") ? Optional.of(settings.uri("vault_url")) : Optional.empty(),
                settings.maybe("vault_name").map(String::strip),
                settings.maybe("secret_name").map(String::strip),
                settings.maybe("content_type"),
                tags,
                settings.has("expires_in") ? Optional.of(settings.duration("expires_in")) : Optional.empty());
    }

    static void check(SortedMap<String, String> tags) {
        boolean fits = tags.size() < MOST_TAGS
                && tags.entrySet().stream().allMatch(each -> each.getKey().length() <= LONGEST_TAG && each.getValue().length() <= LONGEST_TAG);
        if (!fits) {
            throw Wrong.setting("tags", "has more than Key Vault takes", "at most 14 tags of at most 256 characters; one more is ours");
        }
    }

    private Vault vaultOf() {
        return provider.session().vault(url, vault);
    }

    private String nameOf(String secret) {
        return vaultOf().checked(name.orElse(secret));
    }

    @Override
    public Observation observe(String secret) {
        return vaultOf().read(nameOf(secret), "");
    }

    @Override
    public Receipt put(String secret, Material material, Expect expect) {
        var key = nameOf(secret);
        try (var text = MaterialText.of(material)) {
            var value = text.lend(bytes -> checked(key, bytes));
            return switch (expect) {
                case Expect.Anything _ -> written(key, value);
                case Expect.Nothing _ -> vaultOf().found(key, "").<Receipt>map(KeyVaultSecretPlace::conflict).orElseGet(() -> written(key, value));
                case Expect.Exactly(var version) -> replaced(key, value, version);
            };
        }
    }

    private String checked(String key, byte[] bytes) {
        if (bytes.length > LONGEST) {
            throw unfit(key, "has " + bytes.length + " bytes", "Key Vault holds at most " + LONGEST + " bytes (25 KB)");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw unfit(key, "is not UTF-8 text", "Key Vault keeps texts: encode the value, as base64, where it is made");
        }
    }

    private ProblemException unfit(String key, String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the value for " + vaultOf().shown(key) + " " + what)
                .hint(hint));
    }

    private Receipt replaced(String key, String value, Version expected) {
        var found = vaultOf().found(key, "");
        if (found.isPresent() && found.get() instanceof Vault.Found.Open(var secret) && Vault.version(secret).equals(Optional.of(expected))) {
            return written(key, value);
        }
        return found.<Receipt>map(KeyVaultSecretPlace::conflict).orElseGet(() -> new Receipt.Conflict(Optional.empty()));
    }

    private static Receipt conflict(Vault.Found found) {
        return new Receipt.Conflict(
                switch (found) {
                    case Vault.Found.Open(var secret) -> Vault.version(secret);
                    case Vault.Found.Disabled _ -> Optional.empty();
                });
    }

    private Receipt written(String key, String value) {
        var properties = new SecretProperties().setTags(labels());
        contentType.ifPresent(properties::setContentType);
        lifetime.ifPresent(time -> properties.setExpiresOn(provider.host().clock().instant().plus(time).atOffset(ZoneOffset.UTC)));
        var kept = vaultOf().set(new KeyVaultSecret(key, value).setProperties(properties));
        return new Receipt.Written(Vault.version(kept), Optional.empty());
    }

    private Map<String, String> labels() {
        var labels = new HashMap<>(tags);
        labels.putAll(OURS);
        return labels;
    }

    /// Deletes the secret with all its versions, if we wrote the newest. It can be recovered until the vault purges it.
    @Override
    public void remove(String secret) {
        var key = nameOf(secret);
        var found = vaultOf().found(key, "");
        if (found.isEmpty()) {
            return;
        }
        if (!(found.get() instanceof Vault.Found.Open(var kept)) || !isOurs(kept)) {
            throw new ProblemException(Problem.of(
                            Problem.Code.UNWRITABLE, vaultOf().shown(key) + " was not written here, and is not deleted with all its versions")
                    .hint("delete it by hand, or give it the tag managed-by=secretzero"));
        }
        vaultOf().delete(key);
    }

    private static boolean isOurs(KeyVaultSecret secret) {
        var tags = Optional.ofNullable(secret.getProperties().getTags()).orElseGet(Map::of);
        return tags.entrySet().containsAll(OURS.entrySet());
    }
}
