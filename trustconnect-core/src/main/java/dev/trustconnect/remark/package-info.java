/**
 * Remarks about an endpoint: rules over a {@link dev.trustconnect.survey.Survey}, which say whose a
 * problem is and what each side can do. No I/O.
 */
@NullMarked
package dev.trustconnect.remark;

import org.jspecify.annotations.NullMarked;
