/**
 * Composes the outside systems into the ports that the workflows call: what one host does for
 * sessions, checks and landings.
 */
@NullMarked
package dev.wavewright.activities.host;

import org.jspecify.annotations.NullMarked;
