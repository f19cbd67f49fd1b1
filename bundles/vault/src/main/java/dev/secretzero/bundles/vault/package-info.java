/// HashiCorp Vault and OpenBao: places in their key-value engines, and what their other engines issue.
@NullMarked
package dev.secretzero.bundles.vault;

import org.jspecify.annotations.NullMarked;
