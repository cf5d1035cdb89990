@NullMarked
package dev.wavewright.starter.audit;

import org.jspecify.annotations.NullMarked;
