package io.entraguard.infra.policy;

import java.util.ArrayList;
import java.util.List;

/** Reads one template expression: literals, calls, and properties by {@code .name} or {@code [name]}. */
final class ExpressionParser {
    private final String text;
    private int at;

    ExpressionParser(String text) {
        this.text = text;
    }

    /** The whole text as one expression. */
    Expression expression() {
        Expression whole = operand();
        if (at < text.length()) {
            throw wrong("end");
        }
        return whole;
    }

    private Expression operand() {
        Expression found = literalOrCall();
        while (true) {
            if (skip('.')) {
                String name = word();
                found = found.property(scope -> name);
            } else if (skip('[')) {
                Expression name = operand();
                expect(']');
                found = found.property(name);
            } else {
                return found;
            }
        }
    }

    private Expression literalOrCall() {
        if (skip('\'')) {
            String literal = quoted();
            return scope -> literal;
        }
        String word = word();
        if (word.matches("\\d+")) {
            Integer number = Integer.valueOf(word);
            return scope -> number;
        }
        expect('(');
        List<Expression> arguments = new ArrayList<>();
        if (!skip(')')) {
            do {
                arguments.add(operand());
            } while (skip(','));
            expect(')');
        }
        return Expression.call(word, arguments);
    }

    /** The rest of a literal; a quote in it is written twice. */
    private String quoted() {
        var literal = new StringBuilder();
        while (true) {
            int quote = text.indexOf('\'', at);
            if (quote < 0) {
                throw wrong("'");
            }
            literal.append(text, at, quote);
            at = quote + 1;
            if (at == text.length() || text.charAt(at) != '\'') {
                return literal.toString();
            }
            literal.append('\'');
            at++;
        }
    }

    private String word() {
        space();
        int from = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw wrong("a name, a number or a quote");
        }
        return text.substring(from, at);
    }

    private boolean skip(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!skip(wanted)) {
            throw wrong(String.valueOf(wanted));
        }
    }

    private void space() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private NotUnderstood wrong(String wanted) {
        return new NotUnderstood("[" + text + "]: " + wanted + " expected at column " + (at + 2));
    }
}
