package io.entraguard.cli;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;

/** One cluster of the input: read, or not to be read. */
sealed interface ClusterDocument {
    /** The ARM id as it is spelled in the input; where there is none, the place in the input. */
    String id();

    String name();

    /** A cluster that can be judged. */
    record Read(ClusterSnapshot cluster) implements ClusterDocument {
        @Override
        public String id() {
            return cluster.ref().id();
        }

        @Override
        public String name() {
            return cluster.ref().name();
        }
    }

    /**
     * Something that stands where a cluster should and cannot be judged.
     *
     * @param file the file's name for people
     * @param why what is wrong with it
     */
    record Unread(String id, String file, String why) implements ClusterDocument {
        @Override
        public String name() {
            return ClusterRef.parse(id).map(ClusterRef::name).orElse(id.substring(id.lastIndexOf('/') + 1));
        }

        /** File, place, reason and remedy in one line. */
        String sentence() {
            String place = id.startsWith(file) ? id : file + ": " + Printable.line(id);
            return place + ": " + Printable.line(why) + "; give the document as ARM or az prints it";
        }
    }
}
