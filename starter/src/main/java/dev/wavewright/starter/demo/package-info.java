/** What the demonstration works on, and how it judges its own lever. */
@NullMarked
package dev.wavewright.starter.demo;

import org.jspecify.annotations.NullMarked;
