package dev.secretzero.testkit;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Values that break careless writers: one for each way of breaking one.
public enum Sample {
    EMPTY(""),
    ONE_LETTER("x"),
    PASSWORD("p4ss-word_canary.0123456789"),
    SPACES("  two before, two after  "),
    LINES("first line\nsecond line\n\nfourth line"),
    FINAL_NEWLINE("a line\n"),
    WINDOWS_LINES("first line\r\nsecond line\r\n"),
    TABS("a\tb\t"),
    UNICODE("Gr\u00fc\u00dfe, \u4e16\u754c, \u05e9\u05dc\u05d5\u05dd \ud83d\udd11 e\u0301"),
    LONG("0123456789abcdef".repeat(4096)),
    CONTROLS(IntStream.rangeClosed(1, 0x1f).mapToObj(Character::toString).collect(Collectors.joining()) + "\u007f\u0085"),
    QUOTES("it's \"quoted\" `here`"),
    BACKSLASHES("C:\\temp\\new\\x41\\"),
    SHELL("$HOME ${HOME} $(id) `id` !! %PATH%"),
    TEMPLATE("{{ var.x }} {% if %} ${x} %{ if }"),
    COMMENT("# not a comment ; nor this // nor this"),
    EQUALS("a=b: c, d"),
    BOOLEAN("yes"),
    NUMBER("0123"),
    JSON("{\"a\": [1, null, \"x\"]}"),
    YAML("- a\n- b: c\n"),
    MARKUP("<a href=\"x\">&amp;</a>");

    private final String text;

    Sample(String text) {
        this.text = text;
    }

    /// The value.
    public String text() {
        return text;
    }
}
