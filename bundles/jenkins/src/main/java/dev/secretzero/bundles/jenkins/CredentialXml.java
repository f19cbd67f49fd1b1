package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes a credential as the XML that Jenkins keeps of it, all in ASCII: every other character, and a carriage return, which
/// a reader would take for a line's end, is a numeric reference.
final class CredentialXml {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final XMLStreamWriter writer;

    /// Begins a credential.
    ///
    /// @param type the Java class that Jenkins has for it
    CredentialXml(String type) {
        try {
            this.writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            writer.writeStartElement(type);
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// @throws ProblemException when the text holds a character that XML 1.0 has not
    CredentialXml element(String name, String text) {
        if (!text.codePoints().allMatch(CredentialXml::known)) {
            throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the " + name + " holds a character that Jenkins cannot keep")
                    .hint("write it without control characters"));
        }
        try {
            writer.writeStartElement(name);
            characters(text);
            writer.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// @throws ProblemException when the value is no text, or holds a character that XML 1.0 has not
    CredentialXml secret(String name, Secret value) {
        return value.lend(bytes -> element(name, text(bytes)));
    }

    CredentialXml base64(String name, Secret value) {
        return value.lend(bytes -> element(name, Base64.getEncoder().encodeToString(bytes)));
    }

    /// Begins an element whose Java class is named.
    CredentialXml start(String name, String type) {
        try {
            writer.writeStartElement(name);
            writer.writeAttribute("class", type);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    CredentialXml end() {
        try {
            writer.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /// The whole; nothing can be added any more.
    Secret take() {
        try {
            writer.writeEndDocument();
            writer.close();
            return Secret.take(out.toByteArray());
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private static String text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.codePoints().allMatch(CredentialXml::known)) {
                return text;
            }
        } catch (CharacterCodingException _) {
            // It is told below.
        }
        throw new ProblemException(Problem.of(Problem.Code.UNWRITABLE, "the value holds what Jenkins cannot keep as text")
                .hint("use `credential_type: secret_file`, or encode the value, as base64, where it is made"));
    }

    /// The characters of XML 1.0, section 2.2.
    private static boolean known(int c) {
        return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
    }

    private void characters(String text) throws XMLStreamException {
        int from = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c == '\r' || c >= 0x7f) {
                writer.writeCharacters(text.substring(from, i));
                writer.writeEntityRef("#" + c);
                from = i + Character.charCount(c);
            }
        }
        writer.writeCharacters(text.substring(from));
    }

    private static IllegalStateException impossible(XMLStreamException e) {
        return new IllegalStateException("memory can always be written to", e);
    }
}
