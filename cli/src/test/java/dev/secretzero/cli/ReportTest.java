package dev.secretzero.cli;

import static dev.secretzero.cli.Samples.created;
import static dev.secretzero.cli.Samples.delivered;
import static dev.secretzero.cli.Samples.kept;
import static dev.secretzero.cli.Samples.planned;
import static dev.secretzero.cli.Samples.refused;
import static dev.secretzero.cli.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

    @TempDir
    Path directory;

    private World world() {
        return World.without(directory);
    }

    private static ReportText text(Report report) {
        return new ReportText(report, "0.2 s");
    }

    @Test
    void namesWhatChangedAndCountsTheRest() {
        var report = report(false, created("db_password"), created("key"), delivered("token"), kept("a"), kept("b"));
        assertThat(world().page(text(report)::write)).isEqualTo("""
                + db_password  created → .env
                + key          created → .env
                » token        delivered → .env
                2 created, 1 delivered, 2 unchanged in 0.2 s
                """);
    }

    @Test
    void saysSoWhenNothingChanged() {
        assertThat(world().page(text(report(false, kept("a"), kept("b")))::write))
                .isEqualTo("nothing changed: 2 unchanged in 0.2 s\n");
        assertThat(world().page(text(report(false))::write)).isEqualTo("nothing to do\n");
    }

    @Test
    void aDryRunSpeaksOfTheFuture() {
        assertThat(world().page(text(report(true, planned("a"), kept("b")))::write)).isEqualTo("""
                + a  create → .env
                1 to create, 1 unchanged in 0.2 s
                """);
    }

    @Test
    void aFailureIsToldOnStandardErrorWithWhatToDo() {
        var world = world();
        var out = world.page(text(report(false, refused("a")))::write);
        assertThat(out).isEqualTo("✗ a  failed\n1 failed in 0.2 s\n");
        assertThat(world.err()).isEqualTo("""
                error: a → .env: the place holds an unknown value [conflict]
                  hint: --overwrite takes it over
                """);
        assertThat(Sync.exit(report(false, refused("a"), kept("b")))).isEqualTo(Exit.FAILED);
    }

    @Test
    void thePlanGivesEachReason() {
        assertThat(world().page(text(report(true, planned("a")))::plan)).isEqualTo("""
                + a  create: not made yet
                    .env  create: not made yet
                1 to create in 0.2 s
                """);
    }

    @Test
    void jsonKeepsTheFieldsThatScriptsRead() {
        var json = Json.text(new ReportTree(report(false, created("a"), kept("b"), refused("c"))).tree(true));
        assertThat(json)
                .contains(
                        "\"status\": \"partial\"",
                        "\"dry_run\": false",
                        "\"secrets_stored\": 1",
                        "\"secrets_skipped\": 2",
                        "\"secrets_generated\": 1",
                        "\"c -> local/file/.env: the place holds an unknown value\"",
                        "\"target_id\": \"local/file/.env\"",
                        "\"action\": \"unchanged\"");
    }

    @Test
    void aDryRunGeneratesNothingInJson() {
        var json = Json.text(new ReportTree(report(true, planned("a"))).tree(false));
        assertThat(json)
                .contains("\"secrets_generated\": 0", "\"would_generate\": true", "\"status\": \"would_store\"")
                .contains("\"generated\": false")
                .doesNotContain("plan_details");
    }

    @Test
    void coloursAreForTerminalsUnlessRefused() {
        var world = world();
        world.terminal = true;
        var report = report(false, created("a"));
        assertThat(world.page(text(report)::write)).startsWith("\033[32m+\033[0m a  created");
        world.environment.put("NO_COLOR", "1");
        assertThat(world.page(text(report)::write)).startsWith("+ a  created");
        world.environment.clear();
        world.environment.put("TERM", "dumb");
        assertThat(world.page(text(report)::write)).startsWith("+ a  created");
        world.terminal = false;
        world.environment.put("CLICOLOR_FORCE", "1");
        assertThat(world.page(text(report)::write)).startsWith("\033[32m+");
    }

    @Test
    void aNameCannotSteerTheTerminal() {
        assertThat(world().page(text(report(false, created("a\033[2Jb\n")))::write)).startsWith("+ a\uFFFD[2Jb\uFFFD  created");
    }
}
