/** The project's own check and set-up commands, and what may be said about how they ended. */
@NullMarked
package dev.wavewright.activities.check;

import org.jspecify.annotations.NullMarked;
