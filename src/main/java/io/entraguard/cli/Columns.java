package io.entraguard.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows of cells, printed in columns as wide as their widest cell. */
final class Columns {
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A text that is safe to print, and how it is coloured once its width is known. */
    record Cell(String text, UnaryOperator<String> paint) {
        static Cell of(String text) {
            return of(text, UnaryOperator.identity());
        }

        static Cell of(String text, UnaryOperator<String> paint) {
            return new Cell(Printable.line(text), paint);
        }
    }

    void row(Cell... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<Cell> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String text = row.get(i).text();
            line.append(row.get(i).paint().apply(text));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths[i] - text.length() + 2));
            }
        }
        return line.toString().stripTrailing();
    }
}
