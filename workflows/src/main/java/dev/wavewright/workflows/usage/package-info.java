/**
 * The usage monitor of one metered account: readings come in, and limits of the account's pool go
 * out to the gate.
 */
@NullMarked
package dev.wavewright.workflows.usage;

import org.jspecify.annotations.NullMarked;
