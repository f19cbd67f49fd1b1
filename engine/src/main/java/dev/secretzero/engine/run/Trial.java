package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Manifest.ProbeDeclaration;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// Tries new values by the probes that are declared for them.
record Trial(Registry.Connections connections) {

    /// Tries a value.
    ///
    /// @throws ProblemException `PROBE_FAILED` when it did not pass, and was wiped
    void pass(String entry, ProbeDeclaration declaration, Material candidate) {
        var attempt = Guard.attempt("the probe " + declaration.kind(), () -> {
            connections.probe(declaration).probe(candidate);
            return candidate;
        });
        if (attempt instanceof Attempt.Failed<Material>(var problem)) {
            candidate.close();
            throw new ProblemException(Problem.of(
                            Problem.Code.PROBE_FAILED,
                            "the new value did not pass its probe (" + declaration.kind() + "): " + problem.message()
                                    + "; nothing was changed")
                    .hint(problem.hint().orElse("the value before stays in force; mend what the probe asks, and rotate again")));
        }
    }
}
