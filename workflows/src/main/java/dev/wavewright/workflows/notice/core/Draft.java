package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.NoticeKind;

/**
 * A notice in words and fields, before it is on its way to anybody.
 *
 * @param text for people, in one or a few lines
 */
public record Draft(NoticeKind kind, String text, NoticeData data) {}
