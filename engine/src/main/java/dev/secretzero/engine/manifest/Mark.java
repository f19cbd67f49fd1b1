package dev.secretzero.engine.manifest;

/// A place in a file. Line and column count from 1.
public record Mark(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
