@NullMarked
package dev.wavewright.starter.access;

import org.jspecify.annotations.NullMarked;
