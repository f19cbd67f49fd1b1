/// Pure checks over manifest, lock and plan.
@NullMarked
package dev.secretzero.engine.policy;

import org.jspecify.annotations.NullMarked;
