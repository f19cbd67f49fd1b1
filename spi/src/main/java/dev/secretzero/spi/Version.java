package dev.secretzero.spi;

/// A remote system's own mark of change: an etag, a revision, an update time. Never a value, and never
/// computed from one.
public record Version(String value) {}
