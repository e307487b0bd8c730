/**
 * The HTTP requests of {@code --get}, which send no secret and read no body.
 *
 * <p>Not done here: what their answers mean. The rules of an audit and the lock say that.
 */
@NullMarked
package dev.trustconnect.cli.request;

import org.jspecify.annotations.NullMarked;
