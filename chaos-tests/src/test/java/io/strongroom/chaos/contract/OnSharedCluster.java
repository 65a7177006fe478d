package io.strongroom.chaos.contract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On tests of the cluster that {@link SharedCluster} hands out: one class at a time. */
@ExtendWith(SharedCluster.class)
@ResourceLock("contract cluster")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OnSharedCluster {}
