/// This machine: files, and values made here.
@NullMarked
package dev.secretzero.bundles.local;

import org.jspecify.annotations.NullMarked;
