package dev.secretzero.engine.run;

import dev.secretzero.spi.Generator.Question;
import dev.secretzero.spi.Secret;
import java.util.Optional;

/// Asks a person for a value. Front ends that have nobody to ask use [#nobody()].
public interface Prompter {

    /// Whether there is somebody to ask.
    boolean present();

    /// Shows what the person must do to have the value. Called once before the questions of a secret.
    void instruct(String entry, String instructions);

    /// Asks; empty when the person gives no answer.
    Optional<Secret> ask(String entry, Question question);

    /// Tells that an answer did not fit.
    void reject(String entry, String why);

    static Prompter nobody() {
        return new Prompter() {
            @Override
            public boolean present() {
                return false;
            }

            @Override
            public void instruct(String entry, String instructions) {}

            @Override
            public Optional<Secret> ask(String entry, Question question) {
                return Optional.empty();
            }

            @Override
            public void reject(String entry, String why) {}
        };
    }
}
