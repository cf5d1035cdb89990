/**
 * Coding agents as processes: started, followed, adopted, resumed and ended through one path,
 * whichever program they are.
 */
@NullMarked
package dev.wavewright.activities.agent;

import org.jspecify.annotations.NullMarked;
