/// Measures the packaged programs from outside: how they grow with the manifest, and how fast they start.
@NullMarked
package dev.secretzero.bench;

import org.jspecify.annotations.NullMarked;
