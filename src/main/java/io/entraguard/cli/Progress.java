package io.entraguard.cli;

import java.io.PrintWriter;

/**
 * How far a run has come, on standard error: a bar that is drawn over itself where that is a terminal, else a line now and
 * then. One thread.
 */
final class Progress {
    private static final int WIDTH = 30;

    /** Without a terminal so many lines at most are written of a run whose length is known. */
    private static final int LINES = 10;

    private final PrintWriter err;
    private final boolean terminal;
    private final int all;
    private final String what;
    private int last;
    private int told;

    /** Of a run whose length is not known: each step is told. */
    Progress(Surroundings surroundings, String what) {
        this(surroundings, 0, what);
    }

    /**
     * @param all how many there are
     * @param what is done to them, for people
     */
    Progress(Surroundings surroundings, int all, String what) {
        this.err = surroundings.err();
        this.terminal = surroundings.errorTerminal();
        this.all = all;
        this.what = what;
    }

    /** So many are done. */
    void at(int done) {
        last = done;
        int part = all == 0 ? done : (int) ((long) done * (terminal ? WIDTH : LINES) / all);
        if (part != told) {
            told = part;
            tell();
        }
    }

    /** The run is over. */
    void done() {
        if (terminal) {
            err.print("\r\033[K");
        } else if (told == 0) {
            tell();
        }
        err.flush();
    }

    private void tell() {
        String text = all == 0 ? last + " " + what : last + " of " + all + " " + what;
        if (terminal) {
            String bar = all == 0 ? "" : "[" + "#".repeat(told) + " ".repeat(WIDTH - told) + "] ";
            err.print("\r\033[K" + bar + text);
        } else {
            err.println(text);
        }
        err.flush();
    }
}
