import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Gives the classes of a library that were compiled for Java 5 the class file format of Java 8, with the stack maps
/// (JVMS §4.7.4) that it asks for. The code itself stays as it is.
///
/// The virtual machine keeps classes of format 49 and older out of the cache that is made ahead of time, and loading and
/// verifying them at each start costs more than reading a Secretfile. Used while packaging only; argument: the jar, which is
/// replaced. A jar without such classes is left alone.
final class Recompile {

    private static final int JAVA_6 = 50;

    /// Code is copied instruction by instruction: only code that is built anew gets its stack maps.
    private static final ClassTransform MODERN = (builder, element) -> {
        switch (element) {
            case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            case MethodModel method -> builder.transformMethod(
                    method, MethodTransform.transformingCode((code, piece) -> code.with(piece)));
            default -> builder.with(element);
        }
    };

    private Recompile() {}

    public static void main(String[] arguments) throws IOException {
        var jar = Path.of(arguments[0]);
        var made = Path.of(arguments[0] + ".new");
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}); var old = new ZipFile(jar.toFile())) {
            if (isCurrent(old)) {
                return;
            }
            try (var out = new ZipOutputStream(Files.newOutputStream(made))) {
                copy(old, format(loader), out);
            }
        }
        Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ClassFile format(ClassLoader loader) {
        var classes = ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(classes));
    }

    private static boolean isCurrent(ZipFile jar) throws IOException {
        for (var entry : jar.stream().filter(Recompile::isClass).toList()) {
            if (isOld(ClassFile.of().parse(bytes(jar, entry)))) {
                return false;
            }
        }
        return true;
    }

    private static void copy(ZipFile old, ClassFile format, ZipOutputStream out) throws IOException {
        for (var entry : old.stream().toList()) {
            var copy = new ZipEntry(entry.getName());
            copy.setLastModifiedTime(entry.getLastModifiedTime());
            out.putNextEntry(copy);
            out.write(isClass(entry) ? current(format, bytes(old, entry)) : bytes(old, entry));
            out.closeEntry();
        }
    }

    private static byte[] current(ClassFile format, byte[] bytes) {
        var model = format.parse(bytes);
        return isOld(model) ? format.transformClass(model, MODERN) : bytes;
    }

    private static boolean isClass(ZipEntry entry) {
        return entry.getName().endsWith(".class");
    }

    private static boolean isOld(ClassModel model) {
        return model.majorVersion() < JAVA_6;
    }

    private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
