package dev.secretzero.rest;

import dev.secretzero.spi.Secret;

/// A header that says who asks.
///
/// @param before what the header holds before the value: `Bearer ` or nothing
/// @param setting where the value comes from, for messages
public record Credential(String header, String before, Secret value, String setting) {}
