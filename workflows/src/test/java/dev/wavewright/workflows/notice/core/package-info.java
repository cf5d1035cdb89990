/** Tests of notices. */
@NullMarked
package dev.wavewright.workflows.notice.core;

import org.jspecify.annotations.NullMarked;
