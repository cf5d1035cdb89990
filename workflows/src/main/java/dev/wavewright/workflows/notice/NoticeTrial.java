package dev.wavewright.workflows.notice;

/**
 * What became of a test notice.
 *
 * @param sink its name
 * @param answer what came back, or what is wrong
 */
public record NoticeTrial(String sink, boolean delivered, String answer) {}
