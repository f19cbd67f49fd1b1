package dev.secretzero.bundles.local;

import dev.secretzero.spi.ProblemException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One entry of a certificate's subjectAltName (RFC 5280, section 4.2.1.6).
///
/// @param text the name in ASCII: an address as it was written, a host name in lower case
record AlternativeName(Form form, String text) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern MAIL = Pattern.compile("[!-?A-~]+@[a-zA-Z0-9.-]+");
    private static final int HOST_LENGTH = 253;

    /// What kind of name it is.
    enum Form {
        DNS,
        IP,
        MAIL,
        URI
    }

    static AlternativeName of(String written) {
        if (written.contains("://")) {
            return new AlternativeName(Form.URI, uri(written));
        }
        if (written.contains("@")) {
            return new AlternativeName(Form.MAIL, mail(written));
        }
        return host(written).orElseThrow(() -> wrong("is neither a host name nor an IP address"));
    }

    /// The name of a host or the address of one, if it is written as one.
    static Optional<AlternativeName> host(String written) {
        return IPV4.matcher(written).matches() || written.contains(":") ? address(written) : domain(written);
    }

    private static Optional<AlternativeName> address(String written) {
        try {
            InetAddress.ofLiteral(written);
            return written.contains("%") ? Optional.empty() : Optional.of(new AlternativeName(Form.IP, written));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<AlternativeName> domain(String written) {
        String ascii = ascii(written).toLowerCase(Locale.ROOT);
        String plain = ascii.startsWith("*.") ? ascii.substring(2) : ascii;
        if (ascii.length() > HOST_LENGTH) {
            return Optional.empty();
        }
        for (String label : plain.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(new AlternativeName(Form.DNS, ascii));
    }

    private static String ascii(String written) {
        try {
            return IDN.toASCII(written);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static String uri(String written) {
        try {
            return new URI(written).toASCIIString();
        } catch (URISyntaxException _) {
            throw wrong("is not a URI");
        }
    }

    private static String mail(String written) {
        if (!MAIL.matcher(written).matches()) {
            throw wrong("is not a mail address in ASCII");
        }
        return written;
    }

    private static ProblemException wrong(String what) {
        return Wrong.setting(
                "sans", "has an entry that " + what, "write host names, *.names, IP addresses, a@b or scheme://URIs");
    }
}
