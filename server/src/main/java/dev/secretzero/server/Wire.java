package dev.secretzero.server;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes over the wire: one record for each request and each response. Names are written in `snake_case`; a
/// null is written as null.
interface Wire {

    /// A request that has neither parameters nor a body.
    record Nothing() {
        static Nothing read(Fields fields) {
            return new Nothing();
        }
    }

    /// A request that may choose a lane.
    record InLane(
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static InLane read(Fields fields) {
            return new InLane(fields.environment());
        }
    }

    record Welcome(
            @Doc("What answers.") String message,
            @Doc("The version of the program.") String version,
            @Doc("Where the documentation is.") String docs) {}

    record Health(
            @Doc(value = "Always `healthy` when there is an answer.", choices = "healthy") String status,
            @Doc("The version of the program.") String version,
            @Doc(value = "The server's time.", format = "date-time") String timestamp) {}

    record AskVersion(@Doc(value = "Also name the platform.", fallback = "false") boolean detailed) {
        static AskVersion read(Fields fields) {
            return new AskVersion(fields.flag("detailed", false));
        }
    }

    record VersionPlain(
            @Doc("The program.") String name,
            @Doc("Its version.") String version,
            @Doc("Where its home page is.") String website,
            @Doc("Which front end answers: `api`.") String backend) {}

    record VersionDetailed(
            @Doc("The program.") String name,
            @Doc("Its version.") String version,
            @Doc("Where its home page is.") String website,
            @Doc("Which front end answers: `api`.") String backend,
            @Doc("The feature version of the Java runtime. Only when `detailed`.") String javaVersion,
            @Doc("The operating system family. Only when `detailed`.") String platform,
            @Doc("The version of the manifest format. Only when `detailed`.") String manifestSpecVersion) {}

    record SecretTypes(
            @Doc("What can make values.") List<TypeRow> generators,
            @Doc("What can receive values.") List<TypeRow> targets,
            @Doc("What can be connected to.") List<TypeRow> providers) {}

    record TypeRow(
            @Doc("The kind, as a manifest names it.") String type,
            @Doc("What it is.") String description,
            @Doc("The provider kind of the bundle that offers it.") String bundle,
            @Doc("Its settings.") List<SettingRow> settings) {}

    record SettingRow(
            @Doc("The key.") String key,
            @Doc("The type of its value.") String type,
            @Doc("Whether it must be given.") boolean required,
            @Doc(value = "The environment variable that is read when the manifest does not say.", nullable = true)
                    @Nullable String variable,
            @Doc(value = "The value when nothing else gives one.", nullable = true) @Nullable String fallback,
            @Doc("The values that it may have; empty: any.") List<String> choices,
            @Doc("What it is for.") String description) {}

    record ValidateConfig(
            @Doc(value = "A Secretfile, as JSON.", required = true) Map<String, @Nullable Object> config) {
        static ValidateConfig read(Fields fields) {
            return new ValidateConfig(fields.object("config"));
        }
    }

    record Validated(
            @Doc("Whether it has no error.") boolean valid,
            @Doc("One `dotted.path: message` for each error.") List<String> errors,
            @Doc("One `dotted.path: message` for each oddity.") List<String> warnings) {}

    record Rendered(
            @Doc("The interpolated manifest. Values that bear a secret read `[secret]`.")
                    Map<String, @Nullable Object> config) {}

    record Secrets(
            @Doc("The declared secrets, in the order of the document.") List<SecretRow> secrets,
            @Doc("How many.") int count) {}

    record SecretRow(
            @Doc("The name.") String name,
            @Doc("The generator kind, or `templates.NAME`.") String kind,
            @Doc(value = "How long a value may live, as declared.", nullable = true) @Nullable String rotationPeriod,
            @Doc("The kinds of its targets.") List<String> targets) {}

    record Named(
            @Doc(value = "The name of the secret.", required = true) String name,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static Named read(Fields fields) {
            return new Named(fields.path("name"), fields.environment());
        }
    }

    record SecretDetail(
            @Doc("The name.") String name,
            @Doc("The generator kind, or `templates.NAME`.") String kind,
            @Doc("Whether it is made once and rotated only by name and with force.") boolean oneTime,
            @Doc(value = "How long a value may live, as declared.", nullable = true) @Nullable String rotationPeriod,
            @Doc("Its targets, those of its template among them.") List<TargetRow> targets,
            @Doc("Whether it was made: of a template, whether every field was.") boolean exists,
            @Doc(value = "When it was first made.", nullable = true, format = "date-time") @Nullable String createdAt,
            @Doc(value = "When it last changed.", nullable = true, format = "date-time") @Nullable String updatedAt,
            @Doc(value = "When it was last rotated.", nullable = true, format = "date-time")
                    @Nullable String lastRotated,
            @Doc("How often it was rotated.") int rotationCount,
            @Doc("What a person must do to have its value, where the manifest says it; else empty.")
                    Map<String, @Nullable Object> instructions) {}

    record TargetRow(
            @Doc("The alias of the provider.") String provider,
            @Doc("The kind of target.") String kind,
            @Doc("Its configuration. Values that bear a secret read `[secret]`.")
                    Map<String, @Nullable Object> config) {}

    record SecretStatus(
            @Doc("The name.") String name,
            @Doc("Whether it was made: of a template, whether every field was.") boolean exists,
            @Doc(value = "When it was first made.", nullable = true, format = "date-time") @Nullable String createdAt,
            @Doc(value = "When it last changed.", nullable = true, format = "date-time") @Nullable String updatedAt,
            @Doc(value = "When it was last rotated.", nullable = true, format = "date-time")
                    @Nullable String lastRotated,
            @Doc("How often it was rotated.") int rotationCount,
            @Doc("The ids of the places that it was delivered to.") List<String> targets,
            @Doc("Where each declared place stands, by the lockfile.") List<TargetState> targetStatus,
            @Doc("What a person must do to have its value, until it was made; else empty.")
                    Map<String, @Nullable Object> instructions) {}

    record TargetState(
            @Doc("The id of the place.") String id,
            @Doc(
                            value = "`synced`, `pending` (nothing was delivered yet) or `behind` (it has an earlier value).",
                            choices = {"synced", "pending", "behind"})
                    String state) {}

    record AskSync(
            @Doc(value = "Only say what would happen.", fallback = "false") boolean dryRun,
            @Doc(
                            value = "Make new values even where some exist. One-time secrets need `secret_name` as well.",
                            fallback = "false")
                    boolean force,
            @Doc(value = "Only this secret.", nullable = true, fallback = "null") @Nullable String secretName,
            @Doc(value = "Forget places that the manifest no longer declares.", fallback = "true") boolean refresh,
            @Doc(
                            value = "Var files to merge over the lane's. They must lie in the Secretfile's directory.",
                            fallback = "[]")
                    List<String> varFiles,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskSync read(Fields fields) {
            return new AskSync(
                    fields.flag("dry_run", false),
                    fields.flag("force", false),
                    fields.name("secret_name"),
                    fields.flag("refresh", true),
                    fields.texts("var_files"),
                    fields.environment());
        }

        /// The same, to be done.
        AskSync applied() {
            return new AskSync(false, force, secretName, refresh, varFiles, environment);
        }
    }

    record AskApply(@Doc(value = "The id that the plan was given.", required = true) String planId) {
        static AskApply read(Fields fields) {
            return new AskApply(fields.path("plan_id"));
        }
    }

    record Planned(
            @Doc("The id to apply this plan by, as long as nothing has changed: 64 hex digits.") String planId,
            @Doc("What would happen, in one sentence.") String message,
            @Doc(value = "Whether everything could be done.", choices = {"ok", "partial", "failed"}) String status,
            @Doc("What stands in the way.") List<String> errors,
            @Doc("What deserves attention and is no failure.") List<String> warnings,
            @Doc("How many places would be written.") int writes,
            @Doc("What was decided, and why.") List<PlanRow> plan,
            @Doc("What a person must do, by secret, for those that wait for one.")
                    Map<String, @Nullable Object> pendingSecrets) {}

    record Synced(
            @Doc("The secrets that got a new value which was stored.") List<String> secretsGenerated,
            @Doc("The secrets that got none. In a dry run: all.") List<String> secretsSkipped,
            @Doc("What happened, in one sentence.") String message,
            @Doc(value = "The lane that was used.", nullable = true) @Nullable String selectedEnvironment,
            @Doc("The var files that were merged, in order.") List<String> resolvedVarFiles,
            @Doc("The lockfile that was used.") String resolvedLockfile,
            @Doc(value = "The target profile that was used.", nullable = true) @Nullable String resolvedTargetProfile,
            @Doc(value = "How it ended.", choices = {"ok", "partial", "failed"}) String status,
            @Doc("One sentence for each failure.") List<String> errors,
            @Doc("What deserves attention and is no failure.") List<String> warnings,
            @Doc("What was decided, or would be done.") List<PlanRow> plan,
            @Doc("What came of each secret, or field.") List<ResultRow> results,
            @Doc("What a person must do, by secret, for those that wait for one: `summary`, `steps` and what else the manifest says.")
                    Map<String, @Nullable Object> pendingSecrets) {}

    record PlanRow(
            @Doc("The secret.") String secret,
            @Doc("The lockfile's name for it: `name` or `name.field`.") String entry,
            @Doc(
                            value = "What happens to it.",
                            choices = {"create", "rotate", "deliver", "restore", "keep", "blocked"})
                    String action,
            @Doc("Why.") String reason,
            @Doc("Why, for programs.") String reasonCode,
            @Doc("What happens to each place.") List<MoveRow> targets) {}

    record MoveRow(
            @Doc("The id of the place.") String id,
            @Doc(
                            value = "What happens to it.",
                            choices = {"create", "rotate", "deliver", "restore", "keep", "blocked"})
                    String action,
            @Doc("Why.") String reason,
            @Doc("Why, for programs.") String reasonCode) {}

    record ResultRow(
            @Doc("The secret.") String secret,
            @Doc("The lockfile's name for it: `name` or `name.field`.") String entry,
            @Doc(value = "The field, of a secret that is made from a template.", nullable = true)
                    @Nullable String field,
            @Doc("The generator kind.") String kind,
            @Doc("Whether a new value was made and stored. In a dry run: would be.") boolean generated,
            @Doc(value = "How it ended.", choices = {"ok", "partial", "failed"}) String status,
            @Doc(value = "What went wrong.", nullable = true) @Nullable String error,
            @Doc("What came of each place.") List<PlaceRow> targets) {}

    record PlaceRow(
            @Doc("The id of the place.") String id,
            @Doc("The alias of the provider.") String provider,
            @Doc("The kind of target.") String kind,
            @Doc(value = "How it ended.", choices = {"stored", "would_store", "kept", "failed", "blocked"})
                    String status,
            @Doc(value = "What went wrong.", nullable = true) @Nullable String error) {}

    record AskRotation(
            @Doc(value = "Only this secret.", nullable = true, fallback = "null") @Nullable String secretName,
            @Doc(value = "Accepted and without effect: a check changes nothing.", fallback = "true") boolean dryRun,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskRotation read(Fields fields) {
            return new AskRotation(
                    fields.name("secret_name"), fields.flag("dry_run", true), fields.environment());
        }
    }

    record RotationChecked(
            @Doc("How many secrets were looked at.") int secretsChecked,
            @Doc("Those whose period ends within seven days.") List<String> secretsDue,
            @Doc("Those whose period has ended.") List<String> secretsOverdue,
            @Doc("Where each stands.") List<RotationRow> results) {}

    record RotationRow(
            @Doc("The secret.") String name,
            @Doc("Whether its period has ended.") boolean shouldRotate,
            @Doc("Where it stands, in one sentence.") String status,
            @Doc(
                            value = "Where it stands, for programs.",
                            choices = {"unlimited", "never_made", "fresh", "due", "overdue"})
                    String state,
            @Doc(value = "When its period ends.", nullable = true, format = "date-time") @Nullable String dueAt,
            @Doc("Whether it may only be rotated by name and with force.") boolean oneTime) {}

    record AskRotate(
            @Doc(value = "Only this secret.", nullable = true, fallback = "null") @Nullable String secretName,
            @Doc(value = "Rotate even what is not due.", fallback = "false") boolean force,
            @Doc(value = "Only say what would happen.", fallback = "false") boolean dryRun,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskRotate read(Fields fields) {
            return new AskRotate(
                    fields.name("secret_name"),
                    fields.flag("force", false),
                    fields.flag("dry_run", false),
                    fields.environment());
        }
    }

    record Rotated(
            @Doc("The secrets whose new value is in every target. In a dry run: none.") List<String> rotated,
            @Doc("The secrets that should have been rotated and were not, or not everywhere.") List<String> failed,
            @Doc("What happened, in one sentence.") String message,
            @Doc(value = "How it ended.", choices = {"ok", "partial", "failed"}) String status,
            @Doc("One sentence for each failure.") List<String> errors,
            @Doc("What deserves attention and is no failure.") List<String> warnings,
            @Doc("What was decided, or would be done.") List<PlanRow> plan,
            @Doc("What came of each secret, or field.") List<ResultRow> results,
            @Doc("What a person must do, by secret, for those that wait for one: `summary`, `steps` and what else the manifest says.")
                    Map<String, @Nullable Object> pendingSecrets) {}

    record AskPolicy(
            @Doc(value = "Whether a warning makes it not compliant.", fallback = "false") boolean failOnWarning,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskPolicy read(Fields fields) {
            return new AskPolicy(fields.flag("fail_on_warning", false), fields.environment());
        }
    }

    record PolicyChecked(
            @Doc("Whether nothing forbids.") boolean compliant,
            @Doc("Violations that forbid.") List<ViolationRow> errors,
            @Doc("Violations that warn.") List<ViolationRow> warnings,
            @Doc("Remarks.") List<ViolationRow> info,
            @Doc("Violations that somebody answers for until a day. They do not count.") List<WaivedRow> waived) {}

    record ViolationRow(
            @Doc("The secret.") String secret,
            @Doc("The policy.") String policy,
            @Doc("What is wrong.") String message,
            @Doc(value = "How bad it is.", choices = {"error", "warning", "info"}) String severity,
            @Doc("What to do about it.") String suggestion,
            @Doc("The id of the rule that is broken.") String rule,
            @Doc(value = "The control of a standard that the rule serves.", nullable = true) @Nullable String control,
            @Doc(value = "What that control demands, in a few words.", nullable = true) @Nullable String demand,
            @Doc("Whether an error of this policy refuses a sync.") boolean enforced,
            @Doc(value = "The line of the declaration in the Secretfile.", nullable = true) @Nullable Integer line,
            @Doc(value = "The column of the declaration in the Secretfile.", nullable = true) @Nullable Integer column) {}

    record WaivedRow(
            @Doc("The secret.") String secret,
            @Doc("The policy.") String policy,
            @Doc("What is wrong.") String message,
            @Doc(value = "How bad it is.", choices = {"error", "warning", "info"}) String severity,
            @Doc("The id of the rule that is broken.") String rule,
            @Doc("Who answers for it.") String owner,
            @Doc("The last day of the waiver, in UTC.") String until,
            @Doc("Why it is waived.") String reason) {}

    record AskDrift(
            @Doc(value = "Only this secret.", nullable = true, fallback = "null") @Nullable String secretName,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskDrift read(Fields fields) {
            return new AskDrift(fields.name("secret_name"), fields.environment());
        }
    }

    record AskRepair(
            @Doc(value = "Only this secret.", nullable = true, fallback = "null") @Nullable String secretName,
            @Doc(value = "Change nothing; say what would be put back.", fallback = "false") boolean dryRun,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskRepair read(Fields fields) {
            return new AskRepair(fields.name("secret_name"), fields.flag("dry_run", false), fields.environment());
        }
    }

    record Repaired(
            @Doc("The secrets that are whole again, or would be.") List<String> repaired,
            @Doc(value = "How it went.", choices = {"ok", "partial", "failed"}) String status,
            @Doc("What failed.") List<String> errors,
            @Doc("What somebody should look at.") List<String> warnings,
            @Doc("What was decided, and why.") List<PlanRow> plan,
            @Doc("What came of each secret.") List<ResultRow> results,
            @Doc("What still differs afterwards.") DriftChecked drift) {}

    record DriftChecked(
            @Doc("Whether any place is known to differ.") boolean hasDrift,
            @Doc("The secrets that drifted.") List<String> secretsWithDrift,
            @Doc("What is wrong with each.") List<DriftRow> details,
            @Doc("The places of which nothing can be said.") List<UnverifiedRow> unverified,
            @Doc("How many secrets were looked at.") int checked) {}

    record DriftRow(
            @Doc("The secret.") String secret,
            @Doc("What is wrong, in one sentence.") String message,
            @Doc("What was found.") DriftDetails details) {}

    record DriftDetails(
            @Doc("The first thing that is wrong: `never_generated`, `value_changed`, `target_missing` and others.")
                    String reason,
            @Doc("What each place showed.") List<DriftPlace> targets) {}

    record DriftPlace(
            @Doc("The lockfile's name for it: `name` or `name.field`.") String entry,
            @Doc("The id of the place.") String id,
            @Doc(value = "What is known of it.", choices = {"in_sync", "drifted", "unverified"}) String state,
            @Doc("Why.") String reason) {}

    record UnverifiedRow(
            @Doc("The secret.") String secret,
            @Doc("The id of the place.") String target,
            @Doc("Why it cannot be known.") String reason) {}

    record AskAudit(
            @Doc(value = "At most so many entries, from 1 to 1000.", fallback = "50") int limit,
            @Doc(value = "Leave out so many of the newest.", fallback = "0") int offset,
            @Doc(value = "Only this action.", nullable = true, fallback = "null") @Nullable String action,
            @Doc(value = "Only this resource.", nullable = true, fallback = "null") @Nullable String resource,
            @Doc(value = "Only this user.", nullable = true, fallback = "null") @Nullable String user,
            @Doc(value = "Only what succeeded, or only what did not.", nullable = true, fallback = "null")
                    @Nullable Boolean success,
            @Doc(value = "Not before this time.", nullable = true, fallback = "null", format = "date-time")
                    @Nullable String since,
            @Doc(value = "Not after this time.", nullable = true, fallback = "null", format = "date-time")
                    @Nullable String until) {
        static AskAudit read(Fields fields) {
            return new AskAudit(
                    fields.number("limit", 50, 1, 1000),
                    fields.number("offset", 0, 0, Integer.MAX_VALUE),
                    fields.text("action"),
                    fields.text("resource"),
                    fields.text("user"),
                    fields.choice("success"),
                    fields.time("since"),
                    fields.time("until"));
        }
    }

    record AuditPage(
            @Doc("Newest first.") List<AuditRow> entries,
            @Doc("How many there are on this page.") int count,
            @Doc("The number of this page, from 1.") int page,
            @Doc("How many a page has at most.") int perPage,
            @Doc("How many match.") long total) {}

    record AuditRow(
            @Doc(value = "When.", format = "date-time") String timestamp,
            @Doc("What was done.") String action,
            @Doc("What it was done to.") String resource,
            @Doc("Who did it.") String user,
            @Doc("Names and counts.") Map<String, @Nullable Object> details,
            @Doc("Whether it succeeded.") boolean success) {}

    record AskVerify(
            @Doc(
                            value = "The lane whose lockfile is looked at. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskVerify read(Fields fields) {
            return new AskVerify(fields.environment());
        }
    }

    record Verified(
            @Doc(value = "How the log stands.", choices = {"empty", "intact", "unchecked", "broken"}) String status,
            @Doc("Whether everything could be checked and nothing was wrong.") boolean intact,
            @Doc("How many entries were read.") long entries,
            @Doc("The number of the first.") long first,
            @Doc("The number of the last.") long last,
            @Doc("The files that were read, oldest first.") List<String> files,
            @Doc(value = "Where the log is first not as it was written.", nullable = true)
                    @Nullable AuditFault broken,
            @Doc("What is worth knowing and no fault.") List<String> notes) {}

    record AuditFault(
            @Doc("The file.") String file,
            @Doc("The line, from 1; one past the last when entries are missing at the end.") long line,
            @Doc("What is wrong with it.") String reason) {}

    record AskList(
            @Doc(value = "Only what has this text in its name or kind.", nullable = true, fallback = "null")
                    @Nullable String filter,
            @Doc(
                            value = "The lane to use. Absent: the manifest's default. Empty: none.",
                            nullable = true,
                            fallback = "null")
                    @Nullable String environment) {
        static AskList read(Fields fields) {
            return new AskList(fields.text("filter"), fields.environment());
        }
    }

    record Providers(
            @Doc("The declared providers.") List<ProviderRow> providers, @Doc("How many.") int total) {}

    record ProviderRow(
            @Doc("The alias.") String name,
            @Doc("The kind.") String kind,
            @Doc(value = "How it authenticates, as declared.", nullable = true) @Nullable String authKind,
            @Doc(value = "What makes values in its place.", nullable = true) @Nullable String fallbackGenerator) {}

    record Targets(@Doc("The declared targets.") List<TargetOf> targets, @Doc("How many.") int total) {}

    record TargetOf(
            @Doc("The secret, or field, that it receives.") String secret,
            @Doc("The alias of the provider.") String provider,
            @Doc("The kind of target.") String kind,
            @Doc("Its configuration. Values that bear a secret read `[secret]`.")
                    Map<String, @Nullable Object> config) {}

    record Variables(
            @Doc("The merged variables. What came from the environment reads `[secret]`.")
                    Map<String, @Nullable Object> variables,
            @Doc("How many.") int total) {}

    record Graph(@Doc("What there is.") List<Node> nodes, @Doc("How it hangs together.") List<Edge> edges) {}

    record Node(
            @Doc("Unique in this graph.") String id,
            @Doc(value = "What it is.", choices = {"generator", "secret", "target"}) String type,
            @Doc("Its name; of a target, its id.") String name,
            @Doc("Its kind.") String kind,
            @Doc(value = "The alias of the provider, of a target.", nullable = true) @Nullable String provider,
            @Doc(value = "Whether it is made once, of a secret.", nullable = true) @Nullable Boolean oneTime,
            @Doc(value = "How long a value may live, of a secret.", nullable = true)
                    @Nullable String rotationPeriod) {}

    record Edge(
            @Doc("The id of a node.") String from,
            @Doc("The id of a node.") String to,
            @Doc(value = "How they hang together.", choices = {"generates", "stored_in"}) String label) {}

    record Fault(
            @Doc("Which part of the request, or of the Secretfile.") String path,
            @Doc("What is wrong with it.") String message) {}

    record Failure(
            @Doc("What kind of failure it is.") String error,
            @Doc("What is wrong, in one sentence.") String detail,
            @Doc(value = "When.", format = "date-time") String timestamp,
            @Doc("The id of the request.") String requestId) {}
}
