/** A wave: issues over several repositories, started the moment their dependencies have landed. */
@NullMarked
package dev.wavewright.workflows.wave;

import org.jspecify.annotations.NullMarked;
