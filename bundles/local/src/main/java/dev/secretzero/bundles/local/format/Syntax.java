package dev.secretzero.bundles.local.format;

import java.util.Optional;
import java.util.SequencedMap;

/// How one format is read and written. Stateless.
sealed interface Syntax permits Dotenv, JavaProperties, Json, Tfvars, Toml, Yaml {

    /// Finds the keys.
    ///
    /// @throws MalformedException when the text does not follow the format
    Layout scan(String text) throws MalformedException;

    /// Whether fields, numbers and lists keep their structure. Otherwise every value is one text.
    boolean structured();

    /// Why a key cannot be given a value in this format: a sentence without the value.
    Optional<String> refusal(String key, Tree value);

    /// The text that replaces an entry's value.
    String value(String text, Layout layout, Entry entry, Tree value);

    /// The text of new statements, put at [Layout#at].
    String statements(String text, Layout layout, SequencedMap<String, Tree> fresh);

    /// The line end that a text uses.
    static String lineEnd(String text) {
        int first = text.indexOf('\n');
        return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
    }

    /// Puts new lines at an offset, so that a text without a final line end goes on having none.
    static String joined(String text, int at, Iterable<String> lines) {
        String end = lineEnd(text);
        boolean open = at > 0 && text.charAt(at - 1) != '\n';
        var out = new StringBuilder();
        for (String line : lines) {
            out.append(open ? end : "").append(line).append(open ? "" : end);
        }
        return out.toString();
    }
}
