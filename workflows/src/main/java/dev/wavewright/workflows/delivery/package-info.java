/** How one workflow's message reaches another, in whatever state that one is. */
@NullMarked
package dev.wavewright.workflows.delivery;

import org.jspecify.annotations.NullMarked;
