package dev.secretzero.server;

import dev.secretzero.engine.audit.Audit;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the audit log.
final class AuditEndpoints {

    private AuditEndpoints() {}

    static List<Endpoint<?>> of(Desk desk) {
        return List.of(new Endpoint<>(
                Verb.GET,
                "/audit/logs",
                Scope.AUDIT,
                "audit",
                "auditLogs",
                "The audit log, newest first.",
                Wire.AskAudit.class,
                Wire.AskAudit::read,
                Wire.AuditPage.class,
                Optional.of(new Trail("list_audit_logs", "audit")),
                (ask, _) -> page(ask, desk.audit())));
    }

    static Handled page(Wire.AskAudit ask, Audit audit) {
        var page = audit.read(new Audit.Query(
                ask.limit(),
                ask.offset(),
                Optional.ofNullable(ask.action()),
                Optional.ofNullable(ask.resource()),
                Optional.ofNullable(ask.user()),
                Optional.ofNullable(ask.success()),
                Optional.ofNullable(ask.since()).map(Instant::parse),
                Optional.ofNullable(ask.until()).map(Instant::parse)));
        var rows = page.entries().stream().map(AuditEndpoints::row).toList();
        int number = ask.offset() / ask.limit() + 1;
        return Handled.of(
                new Wire.AuditPage(rows, rows.size(), number, ask.limit(), page.total()), Map.of("count", rows.size()));
    }

    private static Wire.AuditRow row(Audit.Entry entry) {
        return new Wire.AuditRow(
                entry.timestamp().toString(),
                entry.action(),
                entry.resource(),
                entry.user(),
                entry.details(),
                entry.success());
    }
}
