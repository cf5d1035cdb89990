@NullMarked
package dev.wavewright.workflows.issue.core;

import org.jspecify.annotations.NullMarked;
