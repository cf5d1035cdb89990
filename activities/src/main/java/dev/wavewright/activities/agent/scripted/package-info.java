/**
 * What stands in for a model: an agent that follows a script, started by the worker as a program of
 * its own that depends on the JDK alone; and a model server that follows a script, for agents that
 * need a model.
 */
@NullMarked
package dev.wavewright.activities.agent.scripted;

import org.jspecify.annotations.NullMarked;
