/**
 * Sinks of notices: the worker's log, webhooks, Slack and Telegram. What they need to know is in
 * the worker's environment and nowhere else; no message of this package holds any of it.
 */
@NullMarked
package dev.wavewright.activities.notification;

import org.jspecify.annotations.NullMarked;
