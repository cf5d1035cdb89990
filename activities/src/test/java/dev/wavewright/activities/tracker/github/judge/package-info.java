/**
 * Judges what is said to GitHub and what a stand-in answers, by what GitHub publishes and by what
 * others recorded of it.
 */
@NullMarked
package dev.wavewright.activities.tracker.github.judge;

import org.jspecify.annotations.NullMarked;
