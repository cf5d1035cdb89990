/**
 * The command line: results on standard output, everything else on standard error, and the exit
 * codes of {@link dev.wavewright.starter.cli.ExitCode}.
 */
@NullMarked
package dev.wavewright.starter.cli;

import org.jspecify.annotations.NullMarked;
