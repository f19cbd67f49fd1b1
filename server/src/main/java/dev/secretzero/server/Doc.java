package dev.secretzero.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the OpenAPI document says of one component of a request or response record.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Doc {

    /// The description.
    String value();

    /// Whether `null` is a value of it.
    boolean nullable() default false;

    /// Whether a request must have it. Responses have all of their fields.
    boolean required() default false;

    /// The value when a request does not give one, as JSON; empty: none is stated.
    String fallback() default "";

    /// The values that it may have; empty: any.
    String[] choices() default {};

    /// The JSON Schema format; empty: none.
    String format() default "";
}
