/// Tests of the REST API.
@NullMarked
package dev.secretzero.server;

import org.jspecify.annotations.NullMarked;
