/// Microsoft Azure: secrets in Key Vault.
@NullMarked
package dev.secretzero.bundles.azure;

import org.jspecify.annotations.NullMarked;
