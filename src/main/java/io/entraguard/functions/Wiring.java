package io.entraguard.functions;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the Functions worker its instances: the same one for every invocation, made when first asked for. Found by the
 * worker through {@code META-INF/services}. Thread-safe.
 *
 * <p>The environment is read here and not earlier: the worker swaps it when a warm placeholder becomes this app.
 */
public final class Wiring implements FunctionInstanceInjector {
    private final ClusterEvents clusterEvents = new ClusterEvents();
    private final KubeAudit kubeAudit = new KubeAudit(Clock.systemUTC());
    private final Supplier<Map<String, String>> environment;
    private @Nullable Assembly assembly;

    /** What the worker calls. */
    public Wiring() {
        this(System::getenv);
    }

    Wiring(Supplier<Map<String, String>> environment) {
        this.environment = environment;
    }

    /**
     * The instance of that entry point.
     *
     * @throws IllegalStateException saying in one sentence why there is none. Only an exception may leave: the worker
     *     catches no error here and would leave the invocation unanswered until its timeout
     */
    @Override
    public <T> T getInstance(Class<T> entryPoint) {
        try {
            return entryPoint.cast(instance(entryPoint));
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "Entra Guard cannot start " + entryPoint.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private Object instance(Class<?> entryPoint) {
        if (entryPoint == ClusterEvents.class) {
            return clusterEvents;
        }
        if (entryPoint == KubeAudit.class) {
            return kubeAudit;
        }
        return assembly().entryPoint(entryPoint);
    }

    /** Not kept where it fails, so that a fault that passes is not remembered. */
    private synchronized Assembly assembly() {
        Assembly made = assembly;
        if (made == null) {
            made = Assembly.of(GuardSettings.of(environment.get()));
            assembly = made;
        }
        return made;
    }
}
