/// The front door: what every front end calls, and the data that it gets back.
@NullMarked
package dev.secretzero.engine;

import org.jspecify.annotations.NullMarked;
