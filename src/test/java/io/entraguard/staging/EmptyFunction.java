package io.entraguard.staging;

import com.microsoft.azure.functions.ExecutionContext;

/** A function that does nothing: what a JVM that was started for a function costs before the function does anything. */
public final class EmptyFunction {
    /** Takes what triggers it. */
    public void run(String input, ExecutionContext context) {
        context.getLogger();
    }
}
