package dev.wavewright.workflows.merge;

/** Takes one ticket out of the line. */
public record MergeWithdrawal(String ticket, String reason) {}
