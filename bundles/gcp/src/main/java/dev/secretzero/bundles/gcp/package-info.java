/// Google Cloud: secrets in Secret Manager.
@NullMarked
package dev.secretzero.bundles.gcp;

import org.jspecify.annotations.NullMarked;
