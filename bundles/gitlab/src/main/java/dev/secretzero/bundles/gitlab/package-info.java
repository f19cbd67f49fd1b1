/// GitLab: variables of projects and groups, and their access tokens.
@NullMarked
package dev.secretzero.bundles.gitlab;

import org.jspecify.annotations.NullMarked;
