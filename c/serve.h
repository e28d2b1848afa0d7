/* How a waker completes I/Os that it was asked for: by a system call each. */
#ifndef SERVE_H
#define SERVE_H

#include <liburing.h>

#include "failure.h"
#include "presence.h"
#include "wake.h"

/*
 * Completes what was asked for and is due, for the waker with this ring, which
 * only msg_ring needs: how many. Each call's time is noted as one of the waker's
 * presence. A call that is refused ends it, and is the failure.
 */
unsigned serve_asked(struct wake *wake, struct io_uring *ring,
		     struct presence *presence, struct failure *failure);

#endif
