package dev.secretzero.engine.lock;

import static dev.secretzero.engine.Sample.target;
import static dev.secretzero.engine.Sample.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.lock.Lock.Delivery;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What lockfiles say whose ids did not tell two repositories from each other.
final class SharedIdsTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final TargetId SHARED = new TargetId("github/github_secret/");
    private static final TargetId WEB = new TargetId("github/github_secret/acme/web");
    private static final TargetId API = new TargetId("github/github_secret/acme/api");

    private final Manifest both = declared("web", "api");

    @Test
    void aSharedIdCountsForEachOfThePlacesThatItWasRecordedFor() {
        var entry = SharedIds.parted(lock(both), both).entry("db").orElseThrow();
        assertThat(entry.targets()).containsOnlyKeys(WEB.value(), API.value()).containsValue("h1");
        assertThat(entry.provenance()).containsOnlyKeys(WEB.value(), API.value());
    }

    @Test
    void aPlaceThatWasAddedSinceIsNotTakenForDelivered() {
        var old = lock(declared("web"));
        assertThat(SharedIds.parted(old, both)).isSameAs(old);
        assertThat(old.entry("db").orElseThrow().recorded(API)).isEmpty();
    }

    @Test
    void whatOnePlaceHasOfSeveralThatSayTheSameIsItsOwn() {
        var alike = declared("web", "web");
        var entry = Lock.Entry.made("h1", THEN)
                .delivered(WEB, delivery())
                .definedBy(Definition.hash(alike, alike.secrets().getFirst()));
        assertThat(SharedIds.parted(lock(entry), alike).entry("db")).contains(entry);
        var unsaid = Sample.manifest(Sample.secret("db", "static", Map.of(), List.of(target("x", "y", Map.of()), target("x", "y", Map.of()))));
        var first = Lock.Entry.made("h1", THEN)
                .delivered(new TargetId("x/y/"), delivery())
                .definedBy(Definition.hash(unsaid, unsaid.secrets().getFirst()));
        assertThat(SharedIds.parted(lock(first), unsaid).entry("db")).contains(first);
    }

    @Test
    void aPlaceAloneKeepsItsId() {
        var one = declared("web");
        var lock = lock(one);
        assertThat(SharedIds.parted(lock, one)).isSameAs(lock);
    }

    @Test
    void whatAPlaceHasOfItsOwnStays() {
        var entry = lock(both).entry("db").orElseThrow().renewed("h2", THEN.plusSeconds(1)).delivered(WEB, delivery());
        var parted = SharedIds.parted(lock(entry), both).entry("db").orElseThrow();
        assertThat(parted.targets()).isEqualTo(Map.of(WEB.value(), "h2", API.value(), "h1"));
    }

    @Test
    void aLockWithoutSharedIdsIsTheSame() {
        var lock = SharedIds.parted(lock(both), both);
        assertThat(SharedIds.parted(lock, both)).isSameAs(lock);
    }

    private static Manifest declared(String... repositories) {
        return Sample.manifest(Sample.secret(
                "db", "static", Map.of(), Arrays.stream(repositories).map(SharedIdsTest::repository).toList()));
    }

    private static TargetDeclaration repository(String name) {
        return target("github", "github_secret", Map.of("owner", text("acme"), "repo", text(name)));
    }

    private static Lock lock(Manifest manifest) {
        var definition = Definition.hash(manifest, manifest.secrets().getFirst());
        return lock(Lock.Entry.made("h1", THEN).delivered(SHARED, delivery()).definedBy(definition));
    }

    private static Lock lock(Lock.Entry entry) {
        return Lock.empty().entries(new TreeMap<>(Map.of("db", entry)));
    }

    private static Delivery delivery() {
        return new Delivery(THEN, Map.of("client", "cli"));
    }
}
