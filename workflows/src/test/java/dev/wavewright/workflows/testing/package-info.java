/** Support for the tests of this room. */
@NullMarked
package dev.wavewright.workflows.testing;

import org.jspecify.annotations.NullMarked;
