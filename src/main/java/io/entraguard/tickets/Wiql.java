package io.entraguard.tickets;

/** The query language of Azure Boards, as far as it is needed. */
final class Wiql {
    private Wiql() {}

    /** The query for all work items with that tag, whatever project they were moved to, oldest first. */
    static String tagged(String tag) {
        return "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS " + quoted(tag)
                + " ORDER BY [System.CreatedDate] ASC";
    }

    /** A value between quotes, out of which it cannot get: a quote in it is doubled. */
    static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
