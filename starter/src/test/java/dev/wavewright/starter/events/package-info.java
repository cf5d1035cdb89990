@NullMarked
package dev.wavewright.starter.events;

import org.jspecify.annotations.NullMarked;
