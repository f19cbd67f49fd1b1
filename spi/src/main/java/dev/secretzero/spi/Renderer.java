package dev.secretzero.spi;

import java.nio.file.Path;
import java.util.SortedMap;

/// Renders a template file with secrets in it.
@FunctionalInterface
public interface Renderer {

    /// Renders in the template language of the manifest. Includes are looked up in the template's directory and
    /// below it. Each value is there as `secrets.NAME`, and as `NAME` at top level.
    ///
    /// @throws ProblemException when the template is missing, unreadable or faulty
    Secret render(Path template, SortedMap<String, Material> values);
}
