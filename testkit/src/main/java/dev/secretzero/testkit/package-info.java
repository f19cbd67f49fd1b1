/// What tests are made of: the leak guard, the contracts of a bundle's roles, an in-memory bundle and its faults, and
/// the rules of the architecture.
@NullMarked
package dev.secretzero.testkit;

import org.jspecify.annotations.NullMarked;
