/// Microsoft Azure: secrets in Key Vault, and client secrets of applications.
@NullMarked
package dev.secretzero.bundles.azure;

import org.jspecify.annotations.NullMarked;
