package io.entraguard.lab;

import com.microsoft.azure.functions.ExecutionContext;
import java.util.logging.Logger;

/** What the Functions worker hands a function along with its input. */
public record LabContext(String name, String id) implements ExecutionContext {
    private static final Logger LOG = Logger.getLogger("io.entraguard.lab");

    @Override
    public Logger getLogger() {
        return LOG;
    }

    @Override
    public String getInvocationId() {
        return id;
    }

    @Override
    public String getFunctionName() {
        return name;
    }
}
