/// Amazon Web Services: places in Parameter Store and Secrets Manager, access keys of IAM users.
@NullMarked
package dev.secretzero.bundles.aws;

import org.jspecify.annotations.NullMarked;
