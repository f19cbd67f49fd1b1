package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Where a command writes text: results to standard output, everything else to standard error.
///
/// Text is never wrapped or interpreted. Control characters in it, which could steer a terminal, are shown as a
/// replacement character.
final class Page {

    private final PrintStream out;
    private final PrintStream err;
    private final Paint outPaint;
    private final Paint errPaint;

    Page(Surroundings around) {
        this.out = around.streams().out();
        this.err = around.streams().err();
        this.outPaint = Paint.of(around.streams().outTerminal(), around);
        this.errPaint = Paint.of(around.streams().errTerminal(), around);
    }

    /// Standard output itself, for data that must arrive unchanged.
    PrintStream raw() {
        return out;
    }

    void line(String text) {
        out.print(clean(text) + "\n");
    }

    /// A line that begins with a coloured mark.
    void marked(Ink ink, String mark, String text) {
        out.print(outPaint.apply(ink, mark) + " " + clean(text) + "\n");
    }

    void heading(String text) {
        out.print(outPaint.apply(Ink.BOLD, clean(text)) + "\n");
    }

    /// Columns, as wide as their widest cell. Nothing is cut off.
    void table(List<String> head, List<List<String>> rows) {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < head.size(); column++) {
            widths.add(width(head.get(column)));
            for (var row : rows) {
                widths.set(column, Math.max(widths.get(column), width(row.get(column))));
            }
        }
        heading(row(head, widths));
        rows.forEach(cells -> line(row(cells, widths)));
    }

    private static String row(List<String> cells, List<Integer> widths) {
        var text = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            text.append(pad(cells.get(column), widths.get(column))).append("  ");
        }
        return text.toString().stripTrailing();
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /// A line on standard error.
    void note(String text) {
        err.print(clean(text) + "\n");
    }

    void warning(String text) {
        err.print(errPaint.apply(Ink.YELLOW, "warning:") + " " + clean(text) + "\n");
    }

    void error(String text) {
        err.print(errPaint.apply(Ink.RED, "error:") + " " + clean(text) + "\n");
    }

    /// An error or a warning that stands in a file.
    void at(String place, Ink ink, String label, String text) {
        err.print(errPaint.apply(Ink.BOLD, clean(place) + ":") + " " + errPaint.apply(ink, label + ":") + " "
                + clean(text) + "\n");
    }

    void hint(String text) {
        err.print("  " + errPaint.apply(Ink.CYAN, "hint:") + " " + clean(text) + "\n");
    }

    static String clean(String text) {
        return text.codePoints().noneMatch(Character::isISOControl)
                ? text
                : text.codePoints()
                        .map(c -> Character.isISOControl(c) && c != '\t' ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }
}
