/** Questions to a host: logs, diffs, worktrees. Looking takes no lease and waits for no agent. */
@NullMarked
package dev.wavewright.workflows.host;

import org.jspecify.annotations.NullMarked;
