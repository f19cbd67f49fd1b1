/// The rules over all modules, and the tests of the packaged programs.
@NullMarked
package dev.secretzero.app;

import org.jspecify.annotations.NullMarked;
