package dev.wavewright.activities.process;

/**
 * One process of one machine, never confused with a later one that was given the same number.
 *
 * @param started start time in the kernel's own unit, counted from boot
 * @param boot identifies the boot of the machine
 */
public record ProcessIdentity(long pid, long started, String boot) {}
