/// Kubernetes: keys of Secrets, manifests of the External Secrets Operator, and the restart of what uses a Secret.
@NullMarked
package dev.secretzero.bundles.kubernetes;

import org.jspecify.annotations.NullMarked;
