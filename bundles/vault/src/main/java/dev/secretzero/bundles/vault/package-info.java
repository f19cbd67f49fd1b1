/// HashiCorp Vault and OpenBao: places in their key-value engines.
@NullMarked
package dev.secretzero.bundles.vault;

import org.jspecify.annotations.NullMarked;
