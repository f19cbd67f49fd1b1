package dev.secretzero.cli;

/// What this program runs on, and who runs it.
public record Machine(String user, String javaVersion, String platform) {}
