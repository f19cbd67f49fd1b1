package dev.secretzero.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes trees of plain values as JSON, indented by two spaces. Secrets are refused.
final class Json {

    private Json() {}

    /// The text, with a line feed at its end.
    static String text(@Nullable Object value) {
        var out = new StringWriter();
        write(value, out);
        return out + "\n";
    }

    private static void write(@Nullable Object value, Writer out) {
        try (var json = new JsonFactory().createGenerator(out)) {
            json.setPrettyPrinter(layout());
            node(value, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DefaultPrettyPrinter layout() {
        var lines = new DefaultIndenter("  ", "\n");
        var separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        var printer = new DefaultPrettyPrinter(separators);
        printer.indentObjectsWith(lines);
        printer.indentArraysWith(lines);
        return printer;
    }

    private static void node(@Nullable Object value, JsonGenerator json) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Tree tree -> object(tree.map(), json);
            case Map<?, ?> map -> object(map, json);
            case Iterable<?> items -> array(items, json);
            case Optional<?> maybe -> node(maybe.orElse(null), json);
            case Boolean flag -> json.writeBoolean(flag);
            case Number number -> number(number, json);
            case Secret _ -> throw new IllegalArgumentException("a secret cannot be written as JSON");
            case Material _ -> throw new IllegalArgumentException("a secret cannot be written as JSON");
            case Date date -> json.writeString(date.toInstant().toString());
            default -> json.writeString(value.toString());
        }
    }

    private static void object(Map<?, ?> map, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (var entry : map.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            node(entry.getValue(), json);
        }
        json.writeEndObject();
    }

    private static void array(Iterable<?> items, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (var item : items) {
            node(item, json);
        }
        json.writeEndArray();
    }

    private static void number(Number number, JsonGenerator json) throws IOException {
        switch (number) {
            case Integer whole -> json.writeNumber(whole);
            case Long whole -> json.writeNumber(whole);
            case BigInteger whole -> json.writeNumber(whole);
            case BigDecimal exact -> json.writeNumber(exact);
            case Double real when Double.isFinite(real) -> json.writeNumber(real);
            default -> json.writeString(number.toString());
        }
    }
}
