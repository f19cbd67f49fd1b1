/// Who did what, when, with what outcome: an append-only log that never holds a value.
@NullMarked
package dev.secretzero.engine.audit;

import org.jspecify.annotations.NullMarked;
