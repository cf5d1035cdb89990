@NullMarked
package dev.wavewright.starter.stack;

import org.jspecify.annotations.NullMarked;
