package dev.secretzero.cli;

import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Generator.Question;
import dev.secretzero.spi.Secret;
import java.util.Optional;

/// Asks the person at the terminal. What is typed is not shown, unless it is asked to be.
final class Asker implements Prompter {

    private static final int ATTEMPTS = 3;

    private final HiddenInput input;
    private final Page page;
    private final Progress progress;
    private final boolean shown;

    Asker(HiddenInput input, Page page, Progress progress, boolean shown) {
        this.input = input;
        this.page = page;
        this.progress = progress;
        this.shown = shown;
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public void instruct(String entry, String instructions) {
        progress.clear();
        page.note(entry + ":");
        instructions.lines().forEach(line -> page.note("  " + line));
    }

    @Override
    public Optional<Secret> ask(String entry, Question question) {
        progress.clear();
        var prompt = Page.clean(entry.equals(question.label()) ? entry : entry + " (" + question.label() + ")") + ": ";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var answer = input.read(prompt, shown);
            if (answer.isEmpty() || answer.get().length() > 0) {
                return answer;
            }
            page.note("nothing was typed");
        }
        return Optional.empty();
    }

    @Override
    public void reject(String entry, String why) {
        page.note(entry + ": " + why);
    }
}
