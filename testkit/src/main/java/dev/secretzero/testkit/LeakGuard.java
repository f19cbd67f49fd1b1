package dev.secretzero.testkit;

import java.io.PrintStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/// Fails every test that let a secret out, asked or not.
///
/// It is registered by itself wherever the testkit is on the class path. While a test runs, standard output, standard
/// error and the log are copied. After it, they are searched together with the exception that ended the test, whatever the
/// test handed to [Canaries#seen(String, String)], every file below its temporary directories, and the command lines of the
/// programs that it started and that still run, for every watched value: raw, base64 in every alignment, hex, URL-encoded and JSON-escaped. Only target places may hold one.
///
/// Every [Canary] is watched without asking; other values are registered with [Canaries], a parameter of the test method.
/// Tests of one JVM must not run at the same time, since standard output belongs to all of them.
public final class LeakGuard
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver, InvocationInterceptor {

    private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);
    private static final String OURS = "dev.secretzero";

    /// Made by JUnit.
    public LeakGuard() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        watch(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var watch = watch(context);
        watch.stop();
        context.getTestInstances()
                .ifPresent(instances -> instances.getAllInstances().forEach(instance -> addTempDirs(instance, watch)));
        context.getExecutionException().ifPresent(thrown -> addThrown(thrown, watch.canaries));
        ProcessHandle.current().descendants().forEach(child -> watch.canaries.seen("a program that still runs", child));
        judge(watch.canaries.leaks());
    }

    /// Fails when there is a leak.
    ///
    /// @throws AssertionError that names places and forms, never values
    static void judge(List<String> leaks) {
        if (!leaks.isEmpty()) {
            throw new AssertionError("a secret leaked:\n  " + String.join("\n  ", leaks));
        }
    }

    /// An assertion shows what it compared, and fails the test by itself; everything else must be clean, also what caused
    /// the assertion to fail.
    private static void addThrown(Throwable thrown, Canaries canaries) {
        for (var one : Thrown.all(thrown)) {
            if (!(one instanceof AssertionError)) {
                canaries.seen("the exception that ended the test", Thrown.told(one));
            }
        }
    }

    private static void addTempDirs(Object instance, Watch watch) {
        var fields = AnnotationSupport.findAnnotatedFields(
                instance.getClass(), TempDir.class, _ -> true, HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            Object owner = ModifierSupport.isStatic(field) ? null : instance;
            ReflectionSupport.tryToReadFieldValue(field, owner).ifSuccess(value -> addRoot(value, watch));
        }
    }

    private static void addRoot(@Nullable Object value, Watch watch) {
        if (value instanceof Path path && Files.isDirectory(path)) {
            watch.canaries.below(path);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Executable executable = parameter.getDeclaringExecutable();
        return executable instanceof Method
                && context.getTestMethod().isPresent()
                && parameter.getParameter().getType() == Canaries.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return watch(context).canaries;
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        addArguments(call, context);
        invocation.proceed();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        addArguments(call, context);
        invocation.proceed();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context)
            throws Throwable {
        addArguments(call, context);
        invocation.proceed();
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        addArguments(call, context);
        return invocation.proceed();
    }

    private static void addArguments(ReflectiveInvocationContext<Method> call, ExtensionContext context) {
        var parameters = call.getExecutable().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].isAnnotationPresent(TempDir.class)) {
                addRoot(call.getArguments().get(i), watch(context));
            }
        }
    }

    private static Watch watch(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(context.getUniqueId(), _ -> Watch.start(), Watch.class);
    }

    /// What is copied while one test runs.
    private static final class Watch implements AutoCloseable {

        private final PrintStream out = System.out;
        private final PrintStream err = System.err;
        private final Tee outTee = new Tee(out);
        private final Tee errTee = new Tee(err);
        private final Canaries canaries = new Canaries(outTee, errTee);
        private final Logger root = Logger.getLogger("");
        private final Logger ours = Logger.getLogger(OURS);
        private final @Nullable Level level = ours.getLevel();
        private final Handler copy = new Copy(canaries);

        static Watch start() {
            var watch = new Watch();
            System.setOut(watch.outTee);
            System.setErr(watch.errTee);
            watch.root.addHandler(watch.copy);
            watch.ours.setLevel(Level.ALL);
            return watch;
        }

        void stop() {
            if (System.out == outTee) {
                System.setOut(out);
            }
            if (System.err == errTee) {
                System.setErr(err);
            }
            root.removeHandler(copy);
            ours.setLevel(level);
        }

        @Override
        public void close() {
            stop();
        }
    }

    /// Hands every log record over as text, with its throwable.
    private static final class Copy extends Handler {

        private final Canaries canaries;

        Copy(Canaries canaries) {
            this.canaries = canaries;
            setLevel(Level.ALL);
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord entry) {
            canaries.seen("the log of " + entry.getLoggerName(), getFormatter().format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
