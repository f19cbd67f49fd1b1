/// What bundles share whose systems are asked over HTTP in JSON: a call, an answer, and faults told in our words.
@NullMarked
package dev.secretzero.rest;

import org.jspecify.annotations.NullMarked;
