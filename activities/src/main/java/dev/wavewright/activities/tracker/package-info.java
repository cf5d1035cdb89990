/**
 * Reads issues from a tracker. What an issue says is data: nothing of it becomes a path, a ref or a
 * command.
 */
@NullMarked
package dev.wavewright.activities.tracker;

import org.jspecify.annotations.NullMarked;
