@NullMarked
package dev.wavewright.starter.gateway;

import org.jspecify.annotations.NullMarked;
