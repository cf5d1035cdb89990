package dev.wavewright.starter.config;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param line where it stands, from 1; 0 when it is about the whole file
 */
public record ConfigurationProblem(int line, String message) {}
