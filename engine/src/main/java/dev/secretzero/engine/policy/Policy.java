package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest.Declaration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A policy that was understood.
///
/// @param enforced whether an error of it refuses a sync
/// @param secrets what it is about; empty: every secret
/// @param lanes where it applies; empty: everywhere
record Policy(String name, boolean enforced, List<Glob> secrets, Set<String> lanes, List<Rule> rules) {

    Policy {
        secrets = List.copyOf(secrets);
        lanes = Set.copyOf(lanes);
        rules = List.copyOf(rules);
    }

    static Policy builtIn(String name, List<Rule> rules) {
        return new Policy(name, false, List.of(), Set.of(), rules);
    }

    boolean appliesIn(Optional<String> lane) {
        return lanes.isEmpty() || lane.filter(lanes::contains).isPresent();
    }

    boolean covers(Declaration secret) {
        return secrets.isEmpty() || secrets.stream().anyMatch(glob -> glob.matches(secret.name()));
    }
}
