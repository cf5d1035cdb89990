/** Tests of notices. */
@NullMarked
package dev.wavewright.workflows.notice;

import org.jspecify.annotations.NullMarked;
