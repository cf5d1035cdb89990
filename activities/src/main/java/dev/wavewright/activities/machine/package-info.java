/** What this machine has and lacks: memory, cores, and how long what runs waits for them. */
@NullMarked
package dev.wavewright.activities.machine;

import org.jspecify.annotations.NullMarked;
