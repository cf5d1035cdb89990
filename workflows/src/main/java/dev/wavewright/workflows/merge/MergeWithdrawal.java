package dev.wavewright.workflows.merge;

/**
 * Takes one ticket out of the line.
 *
 * @param hostLost whether because its host was declared lost: then a landing that has begun is
 *     given up too, whose end would be awaited for ever
 */
public record MergeWithdrawal(String ticket, String reason, boolean hostLost) {}
