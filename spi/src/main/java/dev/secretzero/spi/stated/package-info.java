/// What the manifest states, or a person is asked for: for the kinds of generator that take a value as it is.
@NullMarked
package dev.secretzero.spi.stated;

import org.jspecify.annotations.NullMarked;
