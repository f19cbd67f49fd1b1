/// The Secretfile: its text, and the checked model of it. Nothing here can hold a secret.
@NullMarked
package dev.secretzero.engine.manifest;

import org.jspecify.annotations.NullMarked;
