@NullMarked
package dev.wavewright.starter.gate;

import org.jspecify.annotations.NullMarked;
