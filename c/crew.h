/* The workers of a cell as threads: made, started, ended, joined. */
#ifndef CREW_H
#define CREW_H

#include "cell_parts.h"

/*
 * Starts the workers' threads, which get ready. Returns 0, or the errno of the
 * first one that could not be made: cell->thread_count are there.
 */
int crew_create(struct cell *cell);

/* Waits for the threads to get ready; whether all workers are, without error. */
bool crew_is_ready(struct cell *cell);

/*
 * Starts the wakers' threads, where the load has some, when all workers are
 * ready: 0, or the errno of the first that could not be made.
 */
int crew_start_wakers(struct cell *cell);

/* Ends the wakers: the first failure of one, or none. */
struct failure crew_stop_wakers(struct cell *cell);

/* Sets the window and lets the workers go. */
void crew_start(struct cell *cell);

/* Ends the window early; returns its end. */
uint64_t crew_end_window(struct cell *cell);

/* Lets the workers leave their loops and drain. */
void crew_stop(struct cell *cell);

/* Whether all reads came back in time. */
bool crew_drained(struct cell *cell);

/*
 * Ends workers whose reads do not complete: they are asleep in GETEVENTS, or in
 * the kernel where no signal reaches them. How many could not be ended.
 */
unsigned crew_abort(struct cell *cell);

/* Lets threads end that waited for their counters to be read. */
void crew_release(struct cell *cell);

/*
 * A thread's exit waits for those of its reads that block in the kernel; how
 * many were still waiting in the end.
 */
unsigned crew_join(struct cell *cell);

/*
 * The kernel ends an SQ thread, which spins, and with it its reads, some time
 * after its ring is closed; how many were still there in the end.
 */
unsigned crew_await_sq_threads(const struct cell *cell);

#endif
