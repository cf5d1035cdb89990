package dev.wavewright.workflows.host;

/**
 * The machine a calibration runs on.
 *
 * @param memory bytes that may be used in all
 * @param kept bytes that stay free
 * @param cores that may be used
 */
public record CalibrationMachine(long memory, long kept, int cores) {}
