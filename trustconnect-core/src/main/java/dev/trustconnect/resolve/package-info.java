/**
 * Drives the validator with upstreams: a name becomes addresses whose DNSSEC verdict we computed
 * ourselves.
 *
 * <p>Not done here: judging signatures (the validator does), carrying messages (the upstream does),
 * and policy: a name refused here is refused under every policy.
 *
 * <h2>Concurrency</h2>
 *
 * <p>Three kinds of threads meet in this package: callers, transports that bring answers, and the
 * timer. None of them validates, except for a caller of {@code load}. They leave a task with the
 * resolver's executor and go on, and no thread here ever waits for another; only the blocking
 * methods of {@link dev.trustconnect.resolve.TrustedResolver} do, on the caller's own thread.
 *
 * <p><b>Confinement.</b> The state of one lookup ({@code LookupTask}, its {@code LookupFailures}
 * and {@code UpstreamAttempt}s, and their {@code Validation}s) belongs to one {@code
 * SerialExecutor}. It runs that lookup's tasks ("turns") one at a time, in order, on whichever
 * thread of the executor is free, and each task sees what the one before wrote. So these classes
 * have no locks and no volatile fields. The price is a rule: any input from outside (an answer, a
 * timer, {@code cancel}, {@code close}) only submits a turn, and a turn that finds the lookup
 * {@code DONE} does nothing. If the executor refuses a task (it was shut down, or can't start a
 * thread), the submitting thread runs it instead, so every future is completed.
 *
 * <p><b>Sharing work.</b> Equal work is done once, at two levels: equal lookups ({@code
 * LookupService}) and equal questions to one upstream ({@code LookupContext.exchanges}). Both are
 * {@code SingleFlight}s. Its map is guarded by one lock, which is held to choose what to join and
 * never while work starts, completes or is cancelled. The choice is made under the lock so that the
 * work in progress can't change in between: fifty names of one zone ask for its keys once. A holder
 * that leaves last cancels the work.
 *
 * <p><b>Memory.</b> {@code Memory} is shared by all lookups and thread-safe share by share; there
 * is no transaction across shares. None is needed, because an entry isn't trusted just because it
 * is cached: each entry expires, and a cached zone leads to the same proof as a fetched one. An
 * entry that is evicted between two looks only costs a question. Two things need more:
 *
 * <ul>
 *   <li>{@code forgetAll} (by the user, or because the clock was set back) must win over lookups
 *       that are under way. It advances the epoch first and clears the shares after it. Every entry
 *       carries the epoch in which its lookup began, and a reader ignores entries of other epochs.
 *       So it doesn't matter what is read or written while the shares are being cleared. Questions
 *       under way are shared within one epoch for the same reason.
 *   <li>A validation must not ask for zones that another one has cached since it looked. The memory
 *       counts the zones it learned ({@code generation}); an attempt whose first look is outdated
 *       by the time it joins questions looks again.
 * </ul>
 *
 * <p><b>Two answers, one host.</b> {@code HostLookup.Pair} judges A and AAAA when both are there,
 * or one alone after a while. The two judgements may run at the same time on two threads. The lock
 * of the pair orders them: once both answers were judged, one alone isn't remembered any more, or a
 * host whose late answer was BOGUS could be kept by the early one.
 *
 * <p><b>Completing futures.</b> Futures are completed outside locks, each caller's in a separate
 * task on the executor, so that a slow callback of one caller doesn't delay the others.
 *
 * <p><b>Clocks.</b> Deadlines run on {@code nanoTime}, signatures and TTLs on a wall clock that may
 * be set back. {@code StepDetectingClock} notices that on the next reading and forgets everything.
 * It is read before anything is looked up. The memory itself reads the clock beneath it, because it
 * does so under Caffeine's locks, where nothing may be forgotten.
 *
 * <p>Fields that a lock guards carry {@code @GuardedBy}, which Error Prone checks in every build;
 * those for which it can't follow the lock say so.
 */
@NullMarked
package dev.trustconnect.resolve;

import org.jspecify.annotations.NullMarked;
