package dev.secretzero.server;

import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.audit.Verification;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the audit log.
final class AuditEndpoints {

    private AuditEndpoints() {}

    static List<Endpoint<?>> of(Desk desk) {
        return List.of(logs(desk), verify(desk));
    }

    private static Endpoint<?> logs(Desk desk) {
        return new Endpoint<>(
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
                (ask, _) -> page(ask, desk.audit()));
    }

    private static Endpoint<?> verify(Desk desk) {
        return new Endpoint<>(
                Verb.GET,
                "/audit/verify",
                Scope.AUDIT,
                "audit",
                "verifyAudit",
                "Whether the audit log is as it was written, and where it first is not.",
                Wire.AskVerify.class,
                Wire.AskVerify::read,
                Wire.Verified.class,
                Optional.of(new Trail("verify_audit", "audit")),
                (ask, _) -> verified(ask, desk));
    }

    /// The log is checked by itself when there is no Secretfile that would lead to a lockfile.
    private static Handled verified(Wire.AskVerify ask, Desk desk) {
        var engine = desk.engine();
        try {
            return verified(engine.verify(desk.audit(), desk.workspace(ask.environment())), List.of());
        } catch (Refusal.Refused e) {
            if (ask.environment() != null) {
                throw e;
            }
            return verified(engine.verify(desk.audit()), List.of("no lockfile was looked at: there is no valid Secretfile"));
        }
    }

    private static Handled verified(Verification found, List<String> more) {
        var notes = new ArrayList<>(found.notes());
        notes.addAll(more);
        var body = new Wire.Verified(
                found.status().label(),
                found.sound(),
                found.entries(),
                found.first(),
                found.last(),
                found.files(),
                found.fault()
                        .map(fault -> new Wire.AuditFault(fault.file(), fault.line(), fault.reason()))
                        .orElse(null),
                notes);
        return Handled.of(body, Map.of("status", body.status()));
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
