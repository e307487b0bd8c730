package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;

/** A question on its way to one upstream: what another upstream says of it is another matter. */
record UpstreamQuestion(int upstream, Question question) {}
