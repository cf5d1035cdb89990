/** What changes at the gate and at the usage monitors, told as events. */
@NullMarked
package dev.wavewright.starter.events;

import org.jspecify.annotations.NullMarked;
