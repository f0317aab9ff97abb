package io.entraguard.lab;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/** A function with an HTTP trigger, found by its annotations as the Functions host finds it. */
record HttpFunction(String name, HttpTrigger trigger, Object instance, Method method) {
    private static final String CATCHES_ALL = "{*";

    /** The function of that instance's class; empty where it has another trigger. */
    static Optional<HttpFunction> of(Object instance) {
        for (Method method : instance.getClass().getMethods()) {
            FunctionName name = method.getAnnotation(FunctionName.class);
            if (name != null && method.getParameterCount() > 0) {
                HttpTrigger trigger = method.getParameters()[0].getAnnotation(HttpTrigger.class);
                return Optional.ofNullable(trigger)
                        .map(found -> new HttpFunction(name.value(), found, instance, method));
            }
        }
        return Optional.empty();
    }

    /** The route without the part that catches all. */
    String stem() {
        int all = trigger.route().indexOf(CATCHES_ALL);
        return (all < 0 ? trigger.route() : trigger.route().substring(0, all)).replaceAll("/+$", "");
    }

    boolean catchesAll() {
        return trigger.route().contains(CATCHES_ALL);
    }

    /** Whether it answers requests of that method for that path, which begins behind the host's own prefix. */
    boolean answers(String verb, String path) {
        boolean fits = path.equalsIgnoreCase(stem())
                || catchesAll() && path.toLowerCase(java.util.Locale.ROOT).startsWith(stem() + "/");
        return fits && Arrays.asList(trigger.methods()).contains(HttpMethod.value(verb));
    }

    HttpResponseMessage call(LabHttpRequest request) {
        try {
            return (HttpResponseMessage) method.invoke(instance, request, new LabContext(name, "lab-http"));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(name + " threw, which it promises not to", e);
        }
    }
}
