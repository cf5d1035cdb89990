/**
 * The scripted agent: a program of its own that is not loaded by the worker but started by it.
 * Depends on the JDK alone.
 */
@NullMarked
package dev.wavewright.activities.agent.scripted;

import org.jspecify.annotations.NullMarked;
