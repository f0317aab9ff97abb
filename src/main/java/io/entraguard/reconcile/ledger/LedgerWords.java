package io.entraguard.reconcile.ledger;

/** The names in events that the ledger itself finds again: those of its anchors and of the ends of its months. */
public final class LedgerWords {
    /** The code of an event that holds the heads of chains. */
    public static final String ANCHORED = "audit.chain.anchored";

    /** The code of the last event of a month's file, which says in which month its chain goes on. */
    public static final String CONTINUED = "audit.chain.continued";

    /** Under {@code unmapped}: the list of heads. */
    public static final String HEADS = "heads";

    /** The name of a chain. */
    public static final String CHAIN = "chain";

    /** The month of a file. */
    public static final String MONTH = "month";

    /** The number of a record. */
    public static final String SEQ = "seq";

    /** The hash of a record. */
    public static final String HASH = "hash";

    private LedgerWords() {}
}
