/** Wiring: which workflows and activities a worker process hosts, and with which settings. */
@NullMarked
package dev.wavewright.worker;

import org.jspecify.annotations.NullMarked;
