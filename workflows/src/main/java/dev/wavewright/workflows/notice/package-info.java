/**
 * People are told what happens. The work knows nothing of it: a workflow per project looks at the
 * gate, the waves and the issues, and tells each sink on its own.
 */
@NullMarked
package dev.wavewright.workflows.notice;

import org.jspecify.annotations.NullMarked;
