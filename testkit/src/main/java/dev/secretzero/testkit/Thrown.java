package dev.secretzero.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/// What a throwable tells: to whoever prints it, and to whoever asks.
final class Thrown {

    private Thrown() {}

    /// The throwable, its causes and what each of them suppressed, each once.
    static List<Throwable> all(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var found = new java.util.ArrayList<Throwable>();
        var open = new ArrayDeque<Throwable>(List.of(thrown));
        while (!open.isEmpty()) {
            var one = open.pop();
            if (seen.add(one)) {
                found.add(one);
                Optional.ofNullable(one.getCause()).ifPresent(open::add);
                open.addAll(Arrays.asList(one.getSuppressed()));
            }
        }
        return found;
    }

    /// Its stack trace, and the answer of every public method without parameters that gives a text, bytes, a list or a map.
    static String told(Throwable one) {
        var text = new StringWriter();
        one.printStackTrace(new PrintWriter(text));
        for (var method : ReflectionSupport.findMethods(one.getClass(), Thrown::asks, HierarchyTraversalMode.TOP_DOWN)) {
            text.append('\n').append(answer(one, method));
        }
        return text.toString();
    }

    private static boolean asks(Method method) {
        Class<?> type = method.getReturnType();
        boolean telling = CharSequence.class.isAssignableFrom(type)
                || type == byte[].class
                || type == Optional.class
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || type.isRecord();
        return telling
                && method.getParameterCount() == 0
                && ModifierSupport.isPublic(method)
                && ModifierSupport.isNotStatic(method)
                && ModifierSupport.isPublic(method.getDeclaringClass());
    }

    private static String answer(Throwable one, Method method) {
        try {
            return text(ReflectionSupport.invokeMethod(method, one));
        } catch (RuntimeException e) {
            // A getter that fails has told nothing.
            return "";
        }
    }

    private static String text(@Nullable Object answer) {
        return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(answer);
    }
}
