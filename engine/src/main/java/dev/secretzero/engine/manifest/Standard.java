package dev.secretzero.engine.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A standard of security that comes with a pack of rules.
public enum Standard {
    SOC2("SOC 2", "Trust Services Criteria 2017"),
    ISO27001("ISO 27001", "ISO/IEC 27001:2022, Annex A"),
    PCI_DSS("PCI DSS", "Payment Card Industry Data Security Standard v4.0.1"),
    HIPAA("HIPAA", "45 CFR Part 164, Subpart C, the Security Rule"),
    NIST_800_53("NIST SP 800-53", "NIST SP 800-53 Revision 5"),
    CIS("CIS Controls", "CIS Critical Security Controls v8.1");

    private final String title;
    private final String edition;

    Standard(String title, String edition) {
        this.title = title;
        this.edition = edition;
    }

    /// As it is cited: `SOC 2`.
    public String title() {
        return title;
    }

    /// The edition that the rules follow.
    public String edition() {
        return edition;
    }

    /// As it is written in a manifest: `soc2`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The standard that a text names, in either case; blanks, points and hyphens stand for underscores.
    public static Optional<Standard> of(String text) {
        var label = text.strip().toLowerCase(Locale.ROOT).replaceAll("[-. ]", "_");
        return Arrays.stream(values()).filter(standard -> standard.label().equals(label)).findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Standard::label).toList();
    }
}
