/**
 * The configuration file {@code wavewright.yml}: read strictly, with the line of every value, into
 * the settings that work is frozen with.
 */
@NullMarked
package dev.wavewright.starter.config;

import org.jspecify.annotations.NullMarked;
