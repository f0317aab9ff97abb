package io.entraguard.functions;

/** A secret as an app setting holds it, which shows nowhere. */
record Secret(String text) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
