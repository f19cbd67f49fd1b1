package dev.secretzero.server;

import dev.secretzero.engine.audit.Audit;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    public void append(Entry entry) {
        if (broken) {
            throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the audit log cannot be written"));
        }
        entries.add(entry);
    }

    @Override
    public Page read(Query query) {
        return new Page(entries.reversed(), entries.size());
    }
}
