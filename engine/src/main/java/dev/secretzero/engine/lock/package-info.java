/// What was made and delivered: the lockfile, its entries and their fingerprints.
@NullMarked
package dev.secretzero.engine.lock;

import org.jspecify.annotations.NullMarked;
