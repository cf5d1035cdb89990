/**
 * What people and programs may ask of the gate and of the usage monitors, by which rules, and in
 * which form they are answered: the same on the command line and by HTTP.
 */
@NullMarked
package dev.wavewright.starter.gate;

import org.jspecify.annotations.NullMarked;
