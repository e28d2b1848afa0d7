/* A place for one I/O of a lane: when it began, and what became of it. */
#ifndef SLOT_H
#define SLOT_H

#include <stdbool.h>
#include <stdint.h>

struct slot {
	uint64_t start_ns; /* preparation of the I/O began */
	uint64_t issue_ns; /* the call that submitted it returned */
	uint64_t offset;   /* of the target, in bytes */
	bool in_flight;
	/* What the partner saw of its completion. */
	uint64_t seen_ns;
	int res;
};

#endif
