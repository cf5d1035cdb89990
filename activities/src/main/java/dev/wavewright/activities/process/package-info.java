/**
 * Processes that outlive the worker: started in a session of their own with their output in files,
 * found again by pid and start time, and ended together with everything they started.
 *
 * <p>Linux is the tested platform; what is particular to it is {@link LinuxProcessTable} and the
 * wrapper script.
 */
@NullMarked
package dev.wavewright.activities.process;

import org.jspecify.annotations.NullMarked;
