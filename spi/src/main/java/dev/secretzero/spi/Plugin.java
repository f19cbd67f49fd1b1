package dev.secretzero.spi;

import java.util.List;

/// The one type that is registered with [java.util.ServiceLoader].
@FunctionalInterface
public interface Plugin {
    List<Bundle<?>> bundles();
}
