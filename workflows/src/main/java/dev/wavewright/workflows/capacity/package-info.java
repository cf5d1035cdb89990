/**
 * The gate that everything which runs an agent passes: requests queue, leases are granted in order,
 * and are released by token, exactly once.
 */
@NullMarked
package dev.wavewright.workflows.capacity;

import org.jspecify.annotations.NullMarked;
