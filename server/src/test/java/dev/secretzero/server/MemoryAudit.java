package dev.secretzero.server;

import dev.secretzero.engine.audit.Anchors;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.audit.Head;
import dev.secretzero.engine.audit.Verification;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An audit log in memory, which can be made to fail.
final class MemoryAudit implements Audit {

    private final Path path;
    private final List<Entry> entries = new ArrayList<>();
    private boolean broken;

    MemoryAudit(Path path) {
        this.path = path;
    }

    void breaks() {
        broken = true;
    }

    List<Entry> entries() {
        return entries;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void check() {
        if (Files.isDirectory(path)) {
            throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the audit log cannot be written"));
        }
    }

    @Override
    public Verification verify(String place, Anchors anchors) {
        return new Verification(Verification.Status.EMPTY, 0, 0, 0, List.of(), Optional.empty(), List.of());
    }

    @Override
    public Head append(Entry entry) {
        if (broken) {
            throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the audit log cannot be written"));
        }
        entries.add(entry);
        return new Head("memory", entries.size(), "");
    }

    @Override
    public Page read(Query query) {
        return new Page(entries.reversed(), entries.size());
    }
}
