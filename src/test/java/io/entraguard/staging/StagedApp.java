package io.entraguard.staging;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.OutputBinding;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The staged app and the class loader that the Functions Java worker would give it: the staged jars, below a parent that
 * holds the JDK and the worker's two interface libraries and nothing else. Needs no test library, so that a JVM of its
 * own can be started on it.
 */
final class StagedApp {
    private final Path directory;

    StagedApp(Path directory) {
        this.directory = directory;
    }

    /** The one that this build staged. */
    static StagedApp ofThisBuild() {
        return new StagedApp(Path.of(Objects.requireNonNull(
                System.getProperty("staging.directory"), "staging.directory is not set; Maven's failsafe sets it")));
    }

    Path directory() {
        return directory;
    }

    /** The jar that holds the functions. */
    Path jar() {
        List<Path> jars = jars(directory);
        if (jars.size() != 1) {
            throw new IllegalStateException("one jar beside host.json, not " + jars);
        }
        return jars.get(0);
    }

    /** What the functions need. */
    List<Path> libraries() {
        return jars(directory.resolve("lib"));
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The worker's two libraries, from this JVM's class path. */
    static List<Path> workerLibraries() {
        return Stream.of(ExecutionContext.class, FunctionInstanceInjector.class)
                .map(StagedApp::origin)
                .toList();
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A parent that holds the JDK and the worker's libraries and nothing else. */
    static ClassLoader worker() {
        return new URLClassLoader(urls(workerLibraries()), ClassLoader.getPlatformClassLoader());
    }

    /** The loader of the staged jars. */
    ClassLoader loader(ClassLoader worker) {
        var jars = new ArrayList<Path>(List.of(jar()));
        jars.addAll(libraries());
        return new URLClassLoader(urls(jars), worker);
    }

    private static URL[] urls(List<Path> files) {
        return files.stream().map(StagedApp::url).toArray(URL[]::new);
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entry point's instance, got from the app's one injector as the worker gets it. */
    static Object instance(ClassLoader app, String entryPoint) throws ReflectiveOperationException {
        Class<?> injectorType = Class.forName(FunctionInstanceInjector.class.getName(), false, app);
        List<?> injectors = ServiceLoader.load(injectorType, app).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (injectors.size() != 1) {
            throw new IllegalStateException("the worker takes one injector, not " + injectors);
        }
        return injectorType
                .getMethod("getInstance", Class.class)
                .invoke(injectors.get(0), Class.forName(entryPoint, false, app));
    }

    /** The one public method of that name, as the worker looks for it. */
    static Method method(Class<?> type, String name) {
        List<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .toList();
        if (methods.size() != 1) {
            throw new IllegalStateException("the worker takes one method " + name + ", not " + methods);
        }
        return methods.get(0);
    }

    /** Runs ClusterEvents on an event inside that loader and returns what it put on the queue. */
    static List<String> deliver(ClassLoader app, String event) throws ReflectiveOperationException {
        return run(app, "ClusterEvents", event);
    }

    /** Runs KubeAudit on a batch of one message likewise. */
    static List<String> audit(ClassLoader app, String message) throws ReflectiveOperationException {
        return run(app, "KubeAudit", List.of(message));
    }

    private static List<String> run(ClassLoader app, String name, Object input) throws ReflectiveOperationException {
        var queued = new ArrayList<String>();
        Class<?> outputType = Class.forName(OutputBinding.class.getName(), false, app);
        Object output = Proxy.newProxyInstance(app, new Class<?>[] {outputType}, (proxy, method, arguments) -> {
            if (arguments[0] instanceof List<?> several) {
                several.forEach(message -> queued.add((String) message));
            } else {
                queued.add((String) arguments[0]);
            }
            return null;
        });
        invoke(app, name, input, output, context(app));
        return queued;
    }

    /** Runs Reconcile on a message of the queue likewise. */
    static void reconcile(ClassLoader app, String message) throws ReflectiveOperationException {
        invoke(app, "Reconcile", message, context(app));
    }

    /** What the worker gives a function beside its input. */
    static Object context(ClassLoader app) throws ReflectiveOperationException {
        Class<?> contextType = Class.forName(ExecutionContext.class.getName(), false, app);
        return Proxy.newProxyInstance(app, new Class<?>[] {contextType}, (proxy, method, arguments) -> {
            if (method.getName().equals("getLogger")) {
                return Logger.getAnonymousLogger();
            }
            if (method.getName().equals("getTraceContext")) {
                return null; // as by the interface's own default
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    private static void invoke(ClassLoader app, String name, Object... arguments) throws ReflectiveOperationException {
        call(app, instance(app, "io.entraguard.functions." + name), arguments);
    }

    /** Calls a function's one method {@code run} in that loader. */
    static void call(ClassLoader app, Object function, Object... arguments) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(app);
        try {
            method(function.getClass(), "run").invoke(function, arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
