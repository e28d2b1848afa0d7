/*
 * Ascending offsets: a worker reads a part of the target block by block, and
 * begins it again when it is at its end.
 *
 * Each worker has a part of its own, as large as the others' to a block. Were
 * all at the same block, one of them would wait for the disk and the others
 * would be answered by its cache. All arms of a worker go on where the last
 * read of any of them was: an arm that began where another one has just been
 * would be answered by that cache too.
 */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <stdint.h>

struct sequence {
	uint64_t from, end, next; /* blocks */
};

/*
 * That of worker number index of so many, index < workers. Where there are
 * fewer blocks than workers several read the same one.
 */
static inline void sequence_init(struct sequence *s, uint64_t blocks,
				 uint64_t index, uint64_t workers)
{
	s->from = (__uint128_t)blocks * index / workers;
	s->end = (__uint128_t)blocks * (index + 1) / workers;
	if (s->end == s->from)
		s->end++;
	s->next = s->from;
}

/* The next block. */
static inline uint64_t sequence_next(struct sequence *s)
{
	uint64_t block = s->next++;

	if (s->next == s->end)
		s->next = s->from;
	return block;
}

#endif
