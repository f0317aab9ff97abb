package io.entraguard.tickets;

import java.util.Set;

/**
 * What the numbers in a table's {@code state} mean.
 *
 * @param resolved the one that a record gets which was put right
 * @param reopened the one that it gets when it fails again
 * @param done those in which nobody works on it any more
 * @param forGood those of them out of which only administrators get it
 */
record ServiceNowStates(String resolved, String reopened, Set<String> done, Set<String> forGood) {
    private static final String INCIDENTS = "incident";

    /** 1 new, 2 in progress, 3 on hold, 6 resolved, 7 closed, 8 cancelled. */
    private static final ServiceNowStates INCIDENT =
            new ServiceNowStates("6", "2", Set.of("6", "7", "8"), Set.of("7", "8"));

    /** 1 open, 2 work in progress, 3 closed complete, 4 closed incomplete, 7 closed skipped. */
    private static final ServiceNowStates TASK = new ServiceNowStates("3", "2", Set.of("3", "4", "7"), Set.of());

    static ServiceNowStates of(String table) {
        return table.equals(INCIDENTS) ? INCIDENT : TASK;
    }

    /** Whether records of that table must say how they were resolved. */
    static boolean wantsCode(String table) {
        return table.equals(INCIDENTS);
    }
}
