/// The formats of files that hold secrets: reading keys, and changing some of them without touching the rest.
@NullMarked
package dev.secretzero.bundles.local.format;

import org.jspecify.annotations.NullMarked;
