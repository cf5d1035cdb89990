/** Support for the tests of this room. */
@NullMarked
package dev.wavewright.workflows.model;

import org.jspecify.annotations.NullMarked;
