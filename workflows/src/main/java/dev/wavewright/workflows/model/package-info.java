/** Identifiers and values that cross rooms. */
@NullMarked
package dev.wavewright.workflows.model;

import org.jspecify.annotations.NullMarked;
