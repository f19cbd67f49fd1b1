/// Plain Java values as JSON text, and back. What a plain value is: [String], [Number], [Boolean], null, a list, a map
/// with text keys, or a date.
@NullMarked
package dev.secretzero.engine.json;

import org.jspecify.annotations.NullMarked;
