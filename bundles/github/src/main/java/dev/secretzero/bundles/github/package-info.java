/// GitHub: secrets of repositories, environments and organizations, and tokens of GitHub Apps.
@NullMarked
package dev.secretzero.bundles.github;

import org.jspecify.annotations.NullMarked;
