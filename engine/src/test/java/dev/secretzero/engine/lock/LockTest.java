package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Lock.Delivery;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.lock.Lock.Tracked;
import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LockTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final TargetId ENV = new TargetId("local/file/.env");
    private static final TargetId OTHER = new TargetId("local/file/other");
    private static final Entry MADE = Entry.made("h1", THEN);

    @Test
    void theFirstValueIsNoRotation() {
        assertThat(MADE.rotationCount()).isZero();
        assertThat(MADE.lastRotated()).isEmpty();
        assertThat(MADE.createdAt()).isEqualTo(MADE.updatedAt()).isEqualTo(THEN);
    }

    @Test
    void anotherValueIsOne() {
        var renewed = MADE.renewed("h2", NOW);
        assertThat(renewed.hash()).isEqualTo("h2");
        assertThat(renewed.rotationCount()).isEqualTo(1);
        assertThat(renewed.lastRotated()).contains(NOW);
        assertThat(renewed.createdAt()).isEqualTo(THEN);
        assertThat(renewed.since()).isEqualTo(NOW);
    }

    @Test
    void theSameValueChangesNothing() {
        assertThat(MADE.renewed("h1", NOW)).isSameAs(MADE);
        assertThat(MADE.corrected("h1", NOW)).isSameAs(MADE);
    }

    @Test
    void aValueThatWasFoundIsNoRotation() {
        var found = MADE.corrected("h2", NOW);
        assertThat(found.hash()).isEqualTo("h2");
        assertThat(found.updatedAt()).isEqualTo(NOW);
        assertThat(found.rotationCount()).isZero();
    }

    @Test
    void aRotationThatReachedOneOfTwoPlacesRemembersWhatTheOtherHolds() {
        var entry = MADE.delivered(ENV, delivery(1)).delivered(OTHER, delivery(1)).renewed("h2", NOW).delivered(ENV, delivery(2));
        assertThat(entry.recorded(ENV)).contains("h2");
        assertThat(entry.recorded(OTHER)).contains("h1");
        assertThat(entry.rotationCount()).isEqualTo(1);
    }

    @Test
    void remembersTheLastThreeDeliveriesOfEachPlace() {
        var entry = MADE;
        for (int i = 1; i <= 5; i++) {
            entry = entry.delivered(ENV, delivery(i));
        }
        assertThat(entry.provenance().get(ENV.value())).containsExactly(delivery(3), delivery(4), delivery(5));
        assertThat(entry.updatedAt()).isEqualTo(delivery(5).updatedAt());
    }

    @Test
    void forgetsPlacesAndKeepsTheValue() {
        var entry = MADE.delivered(ENV, delivery(1)).forgotten(List.of(ENV, OTHER));
        assertThat(entry.targets()).isEmpty();
        assertThat(entry.provenance()).isEmpty();
        assertThat(entry.hash()).isEqualTo("h1");
        assertThat(entry.forgotten(List.of(ENV))).isEqualTo(entry);
    }

    @Test
    void findsFilesUnderTheirOldIdAndMovesThem() {
        var legacy = MADE.delivered(new TargetId("local/file/"), delivery(1));
        assertThat(legacy.recorded(ENV)).contains("h1");
        assertThat(legacy.recorded(new TargetId("aws/ssm_parameter/x"))).isEmpty();
        assertThat(legacy.recorded(new TargetId("other/file/x"))).isEmpty();
        var moved = legacy.migrated(List.of(ENV, OTHER));
        assertThat(moved.targets()).containsOnlyKeys(ENV.value(), OTHER.value());
        assertThat(moved.provenance()).containsOnlyKeys(ENV.value(), OTHER.value());
        assertThat(moved.migrated(List.of(ENV, OTHER))).isEqualTo(moved);
    }

    @Test
    void aFileWithoutAPathIsItsOwnOldId() {
        var legacy = MADE.delivered(new TargetId("local/file/"), delivery(1));
        assertThat(legacy.migrated(List.of(new TargetId("local/file/")))).isEqualTo(legacy);
    }

    @Test
    void locksThatWouldBeWrittenAlikeAreEqual() {
        assertThat(Entry.made("h", THEN.plusNanos(1))).isEqualTo(Entry.made("h", THEN));
    }

    @Test
    void trackingTheSameSecretfileChangesNothing() {
        var lock = Lock.empty().tracking(tracked("a", THEN, Optional.of("v"), "cli"));
        assertThat(lock.tracking(tracked("a", NOW, Optional.of("v"), "api"))).isSameAs(lock);
        assertThat(lock.tracking(tracked("a", NOW, Optional.empty(), "api"))).isSameAs(lock);
    }

    @Test
    void trackingAnotherTextKeepsVariablesThatAreNotGiven() {
        var lock = Lock.empty().tracking(tracked("a", THEN, Optional.of("v"), "cli"));
        var changed = lock.tracking(tracked("b", NOW, Optional.empty(), "api")).secretfile().orElseThrow();
        assertThat(changed.hash()).isEqualTo("b");
        assertThat(changed.syncedAt()).isEqualTo(NOW);
        assertThat(changed.variablesHash()).contains("v");
        assertThat(changed.syncIdentity().orElseThrow()).containsEntry("client", "api");
    }

    @Test
    void variablesThatWereNeverRecordedCountAsTheSame() {
        assertThat(tracked("a", THEN, Optional.empty(), "cli").variablesChanged(List.of(), "v")).isFalse();
        assertThat(tracked("a", THEN, Optional.empty(), "cli").variablesChanged(List.of("x"), "v")).isTrue();
        assertThat(tracked("a", THEN, Optional.of("v"), "cli").variablesChanged(List.of(), "v")).isFalse();
        assertThat(tracked("a", THEN, Optional.of("v"), "cli").variablesChanged(List.of("x"), "v")).isTrue();
        assertThat(tracked("a", THEN, Optional.of("v"), "cli").variablesChanged(List.of(), "w")).isTrue();
    }

    private static Tracked tracked(String hash, Instant at, Optional<String> variables, String client) {
        return new Tracked(
                "Secretfile.yml", hash, at, List.of(), variables, Optional.of(Map.of("client", client)), "1", Map.of());
    }

    private static Delivery delivery(int number) {
        return new Delivery(THEN.plusSeconds(number), Map.of("client", "cli", "number", number));
    }
}
