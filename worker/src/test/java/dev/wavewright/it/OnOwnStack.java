package dev.wavewright.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A suite that ends parts of a stack, and so has one of its own. It runs beside the suites {@link
 * OnRealStack} but not beside another of its kind: a machine of two cores carries two stacks.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(UsualPorts.class)
@ResourceLock("dev.wavewright.it.OwnStack")
@interface OnOwnStack {}
