/* The ring of the program, and what its ways to use it share. */
#ifndef RINGS_RING_H
#define RINGS_RING_H

#include <liburing.h>
#include <stdbool.h>
#include <stddef.h>

#include "../../compat.h"
#include "partner.h"

#define MANY 100
#define BLOCK (1 << 20)

/* The mode that runs completions in a waiting call only. */
#define DEFER (IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)

extern struct io_uring ring;
extern struct partner partner;
/* Where reads of files go to. */
extern char block[BLOCK];

/* A way to use the ring, until it is killed or once. */
struct way {
	const char *name;
	void (*run)(void);
	/* IORING_SETUP_* */
	unsigned int flags;
	bool has_partner;
	/* Of the partner: its delay, and the flags of its eventfd. */
	unsigned int delay_ns;
	int event_flags;
};

/* alone.c and partnered.c, each to an entry without a name. */
extern const struct way ways_alone[];
extern const struct way ways_partnered[];

/* Ends the program where a call returned -errno. */
void check(int ret, const char *what);
/* /dev/zero, opened. */
int zero_file(void);
/* Whether there is a CQE, without a system call. */
bool is_complete(void);
/* A read of the partner's eventfd, the i-th of those in flight. */
void prepare_event(unsigned int i);
/* One such read, submitted. */
void submit_event(void);
/* Takes one CQE, and waits for it in the kernel where there is none. */
void wait_and_reap(void);
/* Takes all CQEs that are there. */
void reap(void);

#endif
