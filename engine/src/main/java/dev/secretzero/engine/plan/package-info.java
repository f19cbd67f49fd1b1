/// The decision: facts in, a plan out. Nothing here reads a clock, a file or a secret.
@NullMarked
package dev.secretzero.engine.plan;

import org.jspecify.annotations.NullMarked;
