package dev.secretzero.engine;

import dev.secretzero.spi.Plugin;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Finds the bundles that are installed.
///
/// A distribution names the plugins of all its bundles in one resource, [#INDEX], in the format of a provider-configuration
/// file, in its first jar: the usual search would open every jar on the class path at every start. Without that
/// resource the usual search is made.
public final class Plugins {

    /// The name of the resource.
    public static final String INDEX = "dev/secretzero/plugins";

    private Plugins() {}

    /// Makes one of each plugin that a loader sees.
    ///
    /// @throws java.util.ServiceConfigurationError when what is named is not a plugin: the distribution is broken
    public static List<Plugin> installed(ClassLoader loader) {
        var from = Optional.ofNullable(loader.getResource(INDEX)).<ClassLoader>map(index -> new Indexed(loader, index)).orElse(loader);
        return ServiceLoader.load(Plugin.class, from).stream().map(ServiceLoader.Provider::get).toList();
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
