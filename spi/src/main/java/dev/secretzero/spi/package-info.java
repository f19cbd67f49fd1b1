/// What a bundle is written against: secrets, the roles of a bundle, and how a bundle describes itself.
///
/// Nothing here depends on anything but the JDK. A bundle author reads [dev.secretzero.spi.Secret],
/// [dev.secretzero.spi.Material], [dev.secretzero.spi.Target], [dev.secretzero.spi.Generator] and
/// [dev.secretzero.spi.Bundle], in that order.
@NullMarked
package dev.secretzero.spi;

import org.jspecify.annotations.NullMarked;
