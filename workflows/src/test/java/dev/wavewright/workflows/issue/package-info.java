@NullMarked
package dev.wavewright.workflows.issue;

import org.jspecify.annotations.NullMarked;
