/** Programs that tell how much of an account is used. */
@NullMarked
package dev.wavewright.activities.usage;

import org.jspecify.annotations.NullMarked;
