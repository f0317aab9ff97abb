package io.entraguard.azure.rest;

/** Makes text from outside fit to be shown: one line, without control characters, of bounded length. */
final class Wording {
    private Wording() {}

    static String of(String text, int longest) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length() && clean.length() <= longest; i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isISOControl(c);
            boolean visible = Character.getType(c) != Character.FORMAT && !Character.isSurrogate(c);
            if (space) {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                    clean.append(' ');
                }
            } else if (visible) {
                clean.append(c);
            }
        }
        String line = clean.toString().trim();
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }
}
