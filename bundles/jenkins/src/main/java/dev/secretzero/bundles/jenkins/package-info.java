/// Jenkins: credentials of its stores.
@NullMarked
package dev.secretzero.bundles.jenkins;

import org.jspecify.annotations.NullMarked;
