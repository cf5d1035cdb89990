@NullMarked
package dev.wavewright.starter.config;

import org.jspecify.annotations.NullMarked;
