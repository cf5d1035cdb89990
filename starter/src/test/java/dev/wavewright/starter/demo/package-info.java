@NullMarked
package dev.wavewright.starter.demo;

import org.jspecify.annotations.NullMarked;
