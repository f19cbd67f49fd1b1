/// The only reader of places, the only writer of places, and the only caller of bundles.
@NullMarked
package dev.secretzero.engine.run;

import org.jspecify.annotations.NullMarked;
