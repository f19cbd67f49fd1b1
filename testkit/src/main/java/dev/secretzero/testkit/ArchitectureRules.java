package dev.secretzero.testkit;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules of the house over compiled classes. Each one gives what breaks it, one line for each fault.
///
/// A rule that looked at nothing has found nothing, so each first makes sure that it looked at no fewer classes than
/// the caller says.
public final class ArchitectureRules {

    private static final String ROOT = "dev.secretzero.";
    private static final String SPI = ROOT + "spi";
    private static final String REST = ROOT + "rest";
    private static final String ENGINE = ROOT + "engine";
    private static final String BUNDLES = ROOT + "bundles.";

    /// A room may look into the rooms before it. Rooms on one line do not see each other.
    private static final List<Set<String>> ROOMS = List.of(
            Set.of(".json"), Set.of(".manifest"), Set.of(".lock", ".audit"), Set.of(".policy"), Set.of(".plan"), Set.of(".run"));

    private static final Set<String> DECIDING = Set.of(".manifest", ".policy", ".plan");

    private static final Set<String> HOLDING_VALUES =
            Set.of(SPI + ".Secret", SPI + ".Material", SPI + ".MaterialText", SPI + ".Observation");

    private static final Set<String> MAINS = Set.of("Main", "ApiMain");

    private static final Set<String> AMBIENT = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.setProperty",
            "java.lang.System.getProperties",
            "java.lang.System.exit",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.out",
            "java.lang.System.err",
            "java.lang.System.in",
            "java.lang.System.console",
            "java.lang.Runtime.exit",
            "java.lang.Runtime.halt",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system",
            "java.lang.Thread.sleep");

    private static final Set<String> REFLECTION = Set.of(
            "java.lang.Class.forName",
            "java.lang.ClassLoader.loadClass",
            "java.lang.reflect.Method.invoke",
            "java.lang.reflect.Constructor.newInstance",
            "java.lang.reflect.AccessibleObject.setAccessible",
            "java.lang.reflect.Field.setAccessible",
            "java.lang.reflect.Method.setAccessible",
            "java.lang.reflect.Constructor.setAccessible",
            "java.lang.reflect.Proxy.newProxyInstance");

    private static final List<String> EMPTY_WORDS = List.of(
            "Manager", "Util", "Utils", "Helper", "Impl", "Base", "Abstract", "Default", "Service", "DTO", "Dto", "Info",
            "Data", "Context");

    private final JavaClasses classes;

    private ArchitectureRules(JavaClasses classes) {
        this.classes = classes;
    }

    /// Our production classes on the class path, without the testkit and the benchmarks.
    public static ArchitectureRules ofTheClassPath() {
        return new ArchitectureRules(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(place -> !place.contains("/testkit/") && !place.contains("/bench/") && !place.contains("-tests.jar"))
                .importPackages("dev.secretzero"));
    }

    /// These classes.
    public static ArchitectureRules of(Class<?>... classes) {
        return new ArchitectureRules(new ClassFileImporter().importClasses(classes));
    }

    /// Inside the engine, classes see only the rooms before their own. A run may use the data of the front door, and
    /// never the engine itself; no other room may use the front door.
    public List<String> roomsAreInOrder(int atLeast) {
        return faults(atLeast, in(ENGINE), found -> dependencies(found)
                .filter(dependency -> room(dependency.getTargetClass()) >= 0)
                .filter(ArchitectureRules::looksTheWrongWay)
                .map(ArchitectureRules::line));
    }

    private static boolean looksTheWrongWay(Dependency dependency) {
        var from = dependency.getOriginClass();
        var to = dependency.getTargetClass();
        if (from.getPackageName().equals(to.getPackageName())) {
            return false;
        }
        boolean dataOfTheFrontDoor = room(to) == ROOMS.size() && !outermost(to).equals(ENGINE + ".Engine");
        boolean fromRun = room(from) == ROOMS.size() - 1;
        return room(to) >= room(from) && !(fromRun && dataOfTheFrontDoor);
    }

    private static int room(JavaClass one) {
        String name = one.getPackageName();
        if (name.equals(ENGINE)) {
            return ROOMS.size();
        }
        for (int i = 0; i < ROOMS.size(); i++) {
            if (ROOMS.get(i).stream().anyMatch(room -> within(name, ENGINE + room))) {
                return i;
            }
        }
        return -1;
    }

    /// Where decisions are made, no type that holds a value is known.
    public List<String> decidingRoomsKnowNoValues(int atLeast) {
        Predicate<JavaClass> deciding =
                one -> DECIDING.stream().anyMatch(room -> within(one.getPackageName(), ENGINE + room));
        return faults(atLeast, deciding, found -> dependencies(found)
                .filter(dependency -> HOLDING_VALUES.contains(outermost(dependency.getTargetClass())))
                .map(ArchitectureRules::line));
    }

    /// Only the mains touch the clock, the environment, the streams and the exit.
    public List<String> onlyMainsTouchTheWorld(int atLeast) {
        return faults(atLeast, one -> !MAINS.contains(simple(outermost(one))), found -> accesses(found)
                .filter(access -> AMBIENT.contains(target(access)))
                .map(access -> origin(access) + " uses " + target(access)));
    }

    /// Nobody names a bundle, and a bundle names nothing of ours but the spi, what bundles share, and itself.
    public List<String> bundlesStandApart(int atLeast) {
        return faults(atLeast, _ -> true, found -> dependencies(found)
                .filter(ArchitectureRules::crossesBundle)
                .map(ArchitectureRules::line));
    }

    private static boolean crossesBundle(Dependency dependency) {
        String from = dependency.getOriginClass().getPackageName();
        String to = dependency.getTargetClass().getPackageName();
        if (!within(to, "dev.secretzero") || bundle(from).equals(bundle(to))) {
            return false;
        }
        return !bundle(to).isEmpty() || (!within(to, SPI) && !within(to, REST));
    }

    private static String bundle(String name) {
        return name.startsWith(BUNDLES) ? name.substring(BUNDLES.length()).replaceAll("\\..*", "") : "";
    }

    /// No static field changes.
    public List<String> nothingStaticChanges(int atLeast) {
        return faults(atLeast, _ -> true, found -> found.stream()
                .flatMap(one -> one.getFields().stream())
                .filter(ArchitectureRules::changes)
                .map(JavaField::getFullName));
    }

    private static boolean changes(JavaField field) {
        var modifiers = field.getModifiers();
        String type = field.getRawType().getName();
        boolean mutableType = type.startsWith("java.util.concurrent.atomic.")
                || type.equals("java.lang.ThreadLocal")
                || type.equals("java.util.HashMap")
                || type.equals("java.util.ArrayList")
                || type.equals("java.util.concurrent.ConcurrentHashMap");
        return modifiers.contains(JavaModifier.STATIC)
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && (!modifiers.contains(JavaModifier.FINAL) || mutableType);
    }

    /// No class is named by a word that says nothing.
    public List<String> namesSaySomething(int atLeast) {
        return faults(atLeast, _ -> true, found -> found.stream()
                .filter(one -> EMPTY_WORDS.stream().anyMatch(word -> one.getSimpleName().endsWith(word))
                        || one.getSimpleName().startsWith("Abstract"))
                .map(JavaClass::getName));
    }

    /// No public type of ours has a method that begins with `get`, unless a foreign type demands it.
    public List<String> nothingIsGotten(int atLeast) {
        return faults(atLeast, one -> one.getModifiers().contains(JavaModifier.PUBLIC), found -> found.stream()
                .flatMap(one -> one.getMethods().stream())
                .filter(method -> method.getName().matches("get[A-Z].*"))
                .filter(method -> !demanded(method))
                .map(JavaMember::getFullName));
    }

    private static boolean demanded(JavaMethod method) {
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .filter(parent -> !within(parent.getPackageName(), "dev.secretzero"))
                .flatMap(parent -> parent.getMethods().stream())
                .anyMatch(other -> other.getName().equals(method.getName()));
    }

    /// Nothing reaches into the JDK or finds code by its name.
    public List<String> nothingReachesInside(int atLeast) {
        return faults(atLeast, _ -> true, found -> Stream.concat(
                accesses(found)
                        .filter(access -> REFLECTION.contains(target(access)))
                        .map(access -> origin(access) + " uses " + target(access)),
                dependencies(found)
                        .filter(one -> one.getTargetClass().getPackageName().matches("(sun|jdk\\.internal)(\\..*)?"))
                        .map(ArchitectureRules::line)));
    }

    /// Where bytes of a secret are borrowed: `class#method`, sorted, one line each.
    public String borrowers() {
        return accesses(classes.stream().toList())
                .filter(access -> target(access).equals(SPI + ".Secret.lend"))
                .map(ArchitectureRules::origin)
                .distinct()
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private List<String> faults(
            int atLeast, Predicate<JavaClass> wanted, java.util.function.Function<List<JavaClass>, Stream<String>> rule) {
        var found = classes.stream().filter(wanted).toList();
        if (found.size() < atLeast) {
            throw new AssertionError("looked at " + found.size() + " classes, not at " + atLeast + " or more");
        }
        return rule.apply(found).distinct().sorted().toList();
    }

    private static Predicate<JavaClass> in(String name) {
        return one -> within(one.getPackageName(), name);
    }

    private static boolean within(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }

    private static Stream<Dependency> dependencies(List<JavaClass> found) {
        return found.stream().flatMap(one -> one.getDirectDependenciesFromSelf().stream());
    }

    private static Stream<JavaAccess<?>> accesses(List<JavaClass> found) {
        return found.stream().flatMap(one -> Stream.concat(
                one.getAccessesFromSelf().stream(), one.getMethodReferencesFromSelf().stream()));
    }

    private static String target(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static String origin(JavaAccess<?> access) {
        return access.getOriginOwner().getName() + "#" + access.getOrigin().getName();
    }

    private static String line(Dependency dependency) {
        return dependency.getOriginClass().getName() + " uses " + dependency.getTargetClass().getName();
    }

    private static String outermost(JavaClass one) {
        return one.getName().replaceAll("\\$.*", "").replaceAll("^\\[+L|;$", "");
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
