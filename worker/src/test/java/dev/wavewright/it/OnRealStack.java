package dev.wavewright.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A suite on the {@link RealStack}: it has the stack's host and gate to itself while it runs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({UsualPorts.class, RealStack.class})
@ResourceLock("dev.wavewright.it.RealStack")
@interface OnRealStack {}
