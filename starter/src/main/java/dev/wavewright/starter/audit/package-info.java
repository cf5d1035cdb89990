/**
 * Recomputes from Temporal's history and git alone whether a wave kept its promises. It has its own
 * reading code and none of the rules it judges.
 */
@NullMarked
package dev.wavewright.starter.audit;

import org.jspecify.annotations.NullMarked;
