package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.spi.Observation;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every provider must do. A bundle extends it once.
public abstract class ProviderContract {

    /// A provider that works.
    protected abstract Provider open();

    /// A provider that its system refuses or that cannot reach it, opened with this credential. Empty where neither can be.
    protected Optional<Provider> refused(String credential) {
        return Optional.empty();
    }

    @Test
    void saysWhoWeAre() {
        try (var provider = open()) {
            assertThat(provider.standing()).isInstanceOfSatisfying(Provider.Standing.Ready.class, ready -> {
                assertThat(ready.actor().claims()).isNotEmpty();
                assertThat(ready.actor().claims().values()).doesNotContainNull();
            });
        }
    }

    @Test
    void saysThatItIsRefusedWithoutThrowingAndWithoutTheCredential(Canaries canaries) {
        var provider = refused(canaries.make("credential"));
        assumeTrue(provider.isPresent(), "nothing can refuse this provider");
        try (var refused = provider.orElseThrow()) {
            var standing = refused.standing();
            assertThat(standing).isInstanceOf(Provider.Standing.Refused.class);
            canaries.seen("the refusal", standing.toString());
            canaries.seen("the provider as text", refused.toString());
        }
    }

    @Test
    void readsOrSaysThatItCannot(Canaries canaries) {
        try (var provider = open()) {
            var query = new TreeMap<String, String>();
            query.put("key", "there-is-no-such-place");
            query.put("path", "there-is-no-such-place");
            query.put("name", "there-is-no-such-place");
            var answer = new Object() {
                Optional<Observation> seen = Optional.empty();
            };
            var thrown = catchThrowable(() -> answer.seen = Optional.of(provider.read(query)));
            if (thrown == null) {
                assertThat(answer.seen.orElseThrow()).isNotInstanceOf(Observation.Shown.class);
            } else {
                assertThat(thrown).isInstanceOf(ProblemException.class);
                canaries.seen("the problem", thrown);
            }
        }
    }

    @Test
    void closesTwiceAndPrintsNothing(Canaries canaries) {
        var provider = open();
        provider.standing();
        provider.close();
        provider.close();
        assertThat(canaries.printed()).isEmpty();
    }
}
