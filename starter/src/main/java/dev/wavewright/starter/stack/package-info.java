/**
 * The embedded stack of one user and machine: Temporal, one or more workers and the gateway as
 * child processes under a supervisor, and the way for every other command to find it.
 */
@NullMarked
package dev.wavewright.starter.stack;

import org.jspecify.annotations.NullMarked;
