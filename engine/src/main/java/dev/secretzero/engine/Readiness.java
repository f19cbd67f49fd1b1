package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.policy.Identity;
import dev.secretzero.engine.policy.Preflight;
import dev.secretzero.engine.run.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Whether a sync could begin now: who we are to each provider, what the identity policies say of it, and which
/// providers can be reached.
///
/// @param providers the declared ones, by alias
/// @param access the ones that targets use, by alias
public record Readiness(List<Standing> providers, Preflight identity, List<Access> access) {

    private static final List<String> NAMES = List.of(
            "user", "arn", "name", "fullName", "workspace_name", "workspace_id", "principal_id", "object_id",
            "cluster_host", "account", "username");
    private static final List<String> DETAILS =
            List.of("tenant_id", "account", "region", "environment", "namespace", "api_url", "ci_actor");
    private static final int LONGEST_NAME = 72;
    private static final int LONGEST_DETAIL = 48;
    private static final int MOST_DETAILS = 4;

    public Readiness {
        providers = List.copyOf(providers);
        access = List.copyOf(access);
    }

    /// Who we are to one provider.
    ///
    /// @param primary the name that it knows us by, or a dash
    /// @param secondary what else tells one identity from another; may be empty
    /// @param error why it is not known
    public record Standing(
            String alias, String kind, State state, String primary, String secondary, Optional<String> error) {}

    /// How far we came with a provider.
    public enum State {
        OK,
        /// This machine, which needs no identity.
        LOCAL,
        UNREGISTERED,
        UNAUTHENTICATED,
        ERROR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether one provider can be used.
    ///
    /// @param error why not; empty when it can
    public record Access(String provider, Optional<String> error) {}

    /// Why a sync could not begin.
    public enum Blocker {
        PROVIDER_IDENTITY_POLICY,
        NO_ACCESSIBLE_TARGETS;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Readiness of(
            Manifest manifest, Collection<Unit> units, Function<String, Identity> identities, Preflight preflight) {
        var aliases = new TreeSet<String>();
        units.forEach(unit -> unit.targets().forEach(target -> aliases.add(target.provider())));
        var standings = new TreeSet<>(manifest.providers().keySet()).stream()
                .map(manifest.providers()::get)
                .map(Objects::requireNonNull)
                .map(provider -> standing(provider, identities.apply(provider.alias())))
                .toList();
        var access = aliases.stream().map(alias -> access(alias, identities.apply(alias))).toList();
        return new Readiness(standings, preflight, access);
    }

    private static Access access(String alias, Identity identity) {
        return switch (identity) {
            case Identity.Known _ -> new Access(alias, Optional.empty());
            case Identity.Unknown(_, var why, _) -> new Access(alias, Optional.of(why));
        };
    }

    private static Standing standing(ProviderDeclaration provider, Identity identity) {
        return switch (identity) {
            case Identity.Unknown(var cause, var why, var _) -> new Standing(
                    provider.alias(), provider.kind(), state(cause), "-", "", Optional.of(why));
            case Identity.Known(var claims) -> new Standing(
                    provider.alias(),
                    provider.kind(),
                    provider.kind().equals(Registry.LOCAL) ? State.LOCAL : State.OK,
                    primary(claims),
                    secondary(claims),
                    Optional.empty());
        };
    }

    private static State state(Identity.Cause cause) {
        return switch (cause) {
            case UNREGISTERED -> State.UNREGISTERED;
            case REFUSED -> State.UNAUTHENTICATED;
            case UNOPENED, UNTOLD -> State.ERROR;
        };
    }

    private static String primary(SortedMap<String, String> claims) {
        return NAMES.stream().flatMap(name -> claim(claims, name).stream()).findFirst()
                .map(name -> cut(name, LONGEST_NAME))
                .orElse("-");
    }

    private static String secondary(SortedMap<String, String> claims) {
        var parts = new ArrayList<String>();
        claim(claims, "token_type").ifPresent(parts::add);
        DETAILS.stream()
                .flatMap(name -> claim(claims, name).map(value -> cut(name + "=" + value, LONGEST_DETAIL)).stream())
                .limit(MOST_DETAILS)
                .forEach(parts::add);
        return String.join(" · ", parts);
    }

    private static Optional<String> claim(SortedMap<String, String> claims, String name) {
        return Optional.ofNullable(claims.get(name)).filter(value -> !value.isBlank());
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    /// Why a sync could not begin; empty when it could.
    public List<Blocker> blockers() {
        var blockers = new ArrayList<Blocker>();
        if (identity.blocked()) {
            blockers.add(Blocker.PROVIDER_IDENTITY_POLICY);
        }
        if (!access.isEmpty() && accessible() == 0) {
            blockers.add(Blocker.NO_ACCESSIBLE_TARGETS);
        }
        return blockers;
    }

    /// How many of the used providers can be reached.
    public long accessible() {
        return access.stream().filter(provider -> provider.error().isEmpty()).count();
    }

    /// The whole in one sentence.
    public String headline() {
        if (identity.blocked()) {
            return "sync is blocked: " + identity.headline();
        }
        if (!blockers().isEmpty()) {
            return "sync is blocked: no provider that targets use can be reached";
        }
        long dead = access.size() - accessible();
        return dead == 0 ? "ready to sync" : "ready to sync, but for " + dead + " of " + access.size() + " providers";
    }
}
