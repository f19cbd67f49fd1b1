package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OverlapTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Kept KEPT = new Kept(new TargetId("local/file/.env"), "A_PREVIOUS");
    private static final Kept OTHER = new Kept(new TargetId("local/file/b.json"), "A_PREVIOUS");
    private static final Entry ENTRY = Entry.made("h", NOON);

    @Test
    void standsInTheEntry() {
        var overlap = new Overlap(NOON, List.of(KEPT), List.of("token-1"));
        assertThat(Overlap.of(Overlap.begin(ENTRY, overlap))).containsExactly(overlap);
    }

    @Test
    void leavesNothingBehind() {
        var begun = Overlap.begin(ENTRY, new Overlap(NOON, List.of(KEPT), List.of()));
        assertThat(Overlap.with(begun, List.of(Overlap.of(begun).getFirst().without(List.of(KEPT))))).isEqualTo(ENTRY);
        assertThat(Overlap.begin(ENTRY, new Overlap(NOON, List.of(), List.of()))).isSameAs(ENTRY);
    }

    /// A place holds one value, so that only the last one is kept there; what was issued stays valid for its own time.
    @Test
    void takesOverPlaces() {
        var first = Overlap.begin(ENTRY, new Overlap(NOON, List.of(KEPT, OTHER), List.of("token-1")));
        var second = Overlap.begin(first, new Overlap(NOON.plusSeconds(9), List.of(KEPT), List.of("token-2")));
        assertThat(Overlap.of(second))
                .containsExactly(
                        new Overlap(NOON, List.of(OTHER), List.of("token-1")),
                        new Overlap(NOON.plusSeconds(9), List.of(KEPT), List.of("token-2")));
        assertThat(Overlap.kept(second)).containsExactlyInAnyOrder(KEPT, OTHER);
        assertThat(Overlap.handles(second)).containsExactlyInAnyOrder("token-1", "token-2");
    }

    @Test
    void isDueFromItsTimeOn() {
        var overlap = new Overlap(NOON, List.of(KEPT), List.of());
        assertThat(overlap.due(NOON.minusNanos(1))).isFalse();
        assertThat(overlap.due(NOON)).isTrue();
    }

    @Test
    void isReadFromWhateverSomebodyWrote() {
        assertThat(Overlap.of(ENTRY.unknown(Map.of("overlaps", "soon")))).isEmpty();
        assertThat(Overlap.of(ENTRY.unknown(Map.of("overlaps", List.of("x"))))).isEmpty();
        var broken = Map.of("until", 7, "kept", List.of(Map.of("place", 1), "x"), "issued", "token-1");
        assertThat(Overlap.of(ENTRY.unknown(Map.of("overlaps", List.of(broken)))))
                .containsExactly(new Overlap(Instant.EPOCH, List.of(), List.of()));
    }
}
