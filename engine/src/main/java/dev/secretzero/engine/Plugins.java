package dev.secretzero.engine;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the bundles that are installed.
///
/// A distribution names the plugins of all its bundles in one resource, [#INDEX], in the format of a provider-configuration
/// file, in its first jar: the usual search would open every jar on the class path at every start. Without that
/// resource the usual search is made.
///
/// Bundles of others are jars in a directory. Each has a class loader of its own, so that the libraries inside one do not
/// meet those of another.
public final class Plugins {

    /// The name of the resource.
    public static final String INDEX = "dev/secretzero/plugins";

    /// The system property that names the directory with the bundles of others.
    public static final String DIRECTORY = "secretzero.plugins";

    private Plugins() {}

    /// Makes one of each plugin that a loader sees.
    ///
    /// @throws java.util.ServiceConfigurationError when what is named is not a plugin: the distribution is broken
    public static List<Plugin> installed(ClassLoader loader) {
        var from = Optional.ofNullable(loader.getResource(INDEX)).<ClassLoader>map(index -> new Indexed(loader, index)).orElse(loader);
        return ServiceLoader.load(Plugin.class, from).stream().map(ServiceLoader.Provider::get).toList();
    }

    /// Makes one of each plugin that a loader sees, and of each in the jars of a directory, in the order of their names.
    ///
    /// @param directory empty where there is none
    /// @throws ProblemException `NOT_SUPPORTED` when a jar holds no plugin, or one that offers what is there already
    public static List<Plugin> installed(ClassLoader loader, Optional<Path> directory) {
        var own = installed(loader);
        if (directory.isEmpty()) {
            return own;
        }
        var all = new ArrayList<>(own);
        var kinds = new HashSet<String>();
        own.forEach(plugin -> plugin.bundles().forEach(bundle -> kinds(bundle).forEach(kinds::add)));
        for (var jar : jars(directory.get())) {
            for (var plugin : inside(jar, loader)) {
                admit(jar, plugin, kinds);
                all.add(plugin);
            }
        }
        return List.copyOf(all);
    }

    private static List<Path> jars(Path directory) {
        try (var found = Files.newDirectoryStream(directory, "*.jar")) {
            var jars = new ArrayList<Path>();
            found.forEach(jars::add);
            Collections.sort(jars);
            return jars;
        } catch (IOException | DirectoryIteratorException _) {
            throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, "the plugins in " + directory + " cannot be read")
                    .hint("it must be a directory that this user may list"));
        }
    }

    private static List<Plugin> inside(Path jar, ClassLoader parent) {
        try {
            var plugins = ServiceLoader.load(Plugin.class, new Isolated(jar, parent)).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
            if (!plugins.isEmpty()) {
                return plugins;
            }
        } catch (ServiceConfigurationError | LinkageError _) {
            // Told below: its message speaks of classes.
        }
        throw refused(jar, "holds no plugin that works here", "it must name one in META-INF/services/dev.secretzero.spi.Plugin and be built for this version; see docs/bundles.md");
    }

    private static void admit(Path jar, Plugin plugin, Set<String> kinds) {
        for (var bundle : plugin.bundles()) {
            kinds(bundle).filter(kind -> !kinds.add(kind)).findFirst().ifPresent(kind -> {
                throw refused(jar, "offers the " + kind + ", which is there already", "take the jar out, or rename what it offers");
            });
        }
    }

    private static Stream<String> kinds(Bundle<?> bundle) {
        return Stream.of(
                        Stream.of("provider \"" + bundle.kind() + "\""),
                        named("target", bundle.targets()),
                        named("generator", bundle.generators()),
                        named("probe", bundle.probes()))
                .flatMap(kinds -> kinds);
    }

    private static Stream<String> named(String role, List<? extends Offer<?, ?>> offers) {
        return offers.stream().map(offer -> role + " \"" + offer.kind() + "\"");
    }

    private static ProblemException refused(Path jar, String why, String hint) {
        return new ProblemException(Problem.of(Problem.Code.NOT_SUPPORTED, jar + " " + why).hint(hint));
    }

    /// The classes of one jar, and those of the program. It lasts as long as the program.
    private static final class Isolated extends URLClassLoader {

        Isolated(Path jar, ClassLoader parent) {
            super(new URL[] {url(jar)}, parent);
        }

        private static URL url(Path jar) {
            try {
                return jar.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has no address", e);
            }
        }

        /// What the program itself names is not found a second time.
        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return findResources(name);
        }
    }

    /// Answers every search for resources with the index.
    private static final class Indexed extends ClassLoader {

        private final URL index;

        Indexed(ClassLoader parent, URL index) {
            super(parent);
            this.index = index;
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.enumeration(List.of(index));
        }
    }
}
