/**
 * What a wave shows at its issue tracker: one marker per issue and one hand-off per repository. A
 * wave whose tracker is files has none of it.
 */
@NullMarked
package dev.wavewright.workflows.tracker;

import org.jspecify.annotations.NullMarked;
