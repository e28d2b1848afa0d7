#define _GNU_SOURCE
#include "resident.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compat.h"

int resident_lock(const void *memory, size_t bytes)
{
	return mlock2(memory, bytes, MLOCK_ONFAULT) ? errno : 0;
}

/*
 * A byte is exchanged for itself, as another thread may be changing it. It may
 * lie on a stack that is in use, where ASan forbids most.
 */
__attribute__((no_sanitize_address)) static void touch_each(void *memory,
							    size_t bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);

	for (size_t at = 0; at < bytes; at += page) {
		_Atomic uint8_t *byte = (_Atomic uint8_t *)((char *)memory + at);
		uint8_t seen = atomic_load(byte);

		while (!atomic_compare_exchange_weak(byte, &seen, seen))
			;
	}
}

void resident_touch(void *memory, size_t bytes)
{
	/* Before Linux 5.14 it is refused. */
	if (bytes && madvise(memory, bytes, MADV_POPULATE_WRITE))
		touch_each(memory, bytes);
}
