package dev.secretzero.cli;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a command found. Commands return it; only [Cli] writes it, so that JSON is one document and nothing else.
///
/// @param json the document, for `--format json`
/// @param text the same for people
record Answer(Exit exit, Supplier<?> json, Consumer<Page> text) {

    /// Text that is data: written as it is, and as one text in JSON.
    static Answer data(String name, String text) {
        return new Answer(Exit.OK, () -> Tree.of(name, text), page -> page.raw().print(text));
    }

    /// A document that is the result itself, in JSON or in another form.
    static Answer document(Object document, Supplier<String> text) {
        return new Answer(Exit.OK, () -> document, page -> page.raw().print(text.get()));
    }
}
