/**
 * Git behind one trust line: a hub per repository that only Wavewright writes, a private repository
 * and worktree per session, and merges, checkouts and landings that run nothing an agent wrote.
 *
 * <p>Every git process goes through {@link dev.wavewright.activities.git.GitCommand}. What an agent
 * could have written (configuration, hooks, attributes, a {@code .git} file, refs) is read as data:
 * a session is looked at through a git directory of the hub's own, which only borrows its objects.
 */
@NullMarked
package dev.wavewright.activities.git;

import org.jspecify.annotations.NullMarked;
