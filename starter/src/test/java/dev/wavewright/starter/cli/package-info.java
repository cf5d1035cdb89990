@NullMarked
package dev.wavewright.starter.cli;

import org.jspecify.annotations.NullMarked;
