@NullMarked
package dev.wavewright.workflows.wave.core;

import org.jspecify.annotations.NullMarked;
