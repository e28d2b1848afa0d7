#define _GNU_SOURCE
#include "cell_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "partner.h"

/* Not the machine's default, which may be a gigabyte. */
#define HUGE_PAGE_BYTES (2UL << 20)
#define MAP_HUGE_2_MIB (21 << MAP_HUGE_SHIFT)

/* Memory is laid out twice: first from address 0, to learn how much it takes. */
static char *carve(char **cursor, size_t bytes, size_t align)
{
	uintptr_t at = ((uintptr_t)*cursor + align - 1) / align * align;

	*cursor = (char *)at + bytes;
	return (char *)at;
}

static size_t lay_out(struct cell *cell, char *base)
{
	const struct uringlab_cell_params *p = &cell->params;
	size_t page = sysconf(_SC_PAGESIZE);
	size_t stride = (p->bs + p->mem_align - 1) / p->mem_align *
			p->mem_align;
	char *cursor = base;

	for (unsigned i = 0; i < p->workers; i++) {
		char *guard = carve(&cursor, page, page);
		char *memory = carve(&cursor, 0, page);
		char *stack = carve(&cursor, STACK_BYTES, page);
		struct worker layout = { .params = p, .path = cell->path,
					 .gate = &cell->gate, .index = i,
					 .memory = memory,
					 .buffer_stride = stride };
		struct worker *worker =
			(void *)carve(&cursor, sizeof(*worker), 64);

		layout.slat = (void *)carve(&cursor, sizeof(*layout.slat), 64);
		layout.clat = (void *)carve(&cursor, sizeof(*layout.clat), 64);
		layout.lat = (void *)carve(&cursor, sizeof(*layout.lat), 64);
		layout.slots = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.slots), 64);
		layout.free_slots = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.free_slots), 64);
		layout.batch = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.batch), 64);
		layout.partner.returned = (void *)carve(
			&cursor, p->iodepth * sizeof(unsigned), 64);
		layout.partner.stack =
			carve(&cursor,
			      wait_has_partner(p->wait) ? PARTNER_STACK_BYTES :
							  0,
			      page);
		layout.buffers = carve(&cursor, p->iodepth * stride,
				       p->mem_align > page ? p->mem_align :
							     page);
		carve(&cursor, 0, page);
		layout.memory_bytes = cursor - memory;
		if (base) {
			*worker = layout;
			cell->workers[i] = worker;
			cell->stacks[i] = stack;
			/* No part of a huge page can be protected. */
			if (!p->hugepages)
				mprotect(guard, page, PROT_NONE);
		}
	}
	return cursor - base;
}

uint64_t uringlab_cell_bytes(const struct uringlab_cell_params *params)
{
	struct cell cell = { .params = *params };

	if (params->size != sizeof(*params))
		return 0;
	/* Of the layout, all but the guard pages. */
	return lay_out(&cell, NULL) - params->workers * sysconf(_SC_PAGESIZE);
}

static void close_schedstats(const struct schedstats *files)
{
	if (files->worker >= 0)
		close(files->worker);
	for (unsigned i = 0; i < files->helper_count; i++)
		if (files->helpers[i] >= 0)
			close(files->helpers[i]);
}

void cell_free(struct cell *cell)
{
	if (cell->mapping)
		munmap(cell->mapping, cell->mapping_bytes);
	if (cell->schedstats)
		for (unsigned i = 0; i < cell->params.workers; i++)
			close_schedstats(&cell->schedstats[i]);
	free(cell->workers);
	free(cell->stacks);
	free(cell->schedstats);
	free(cell->khz);
	free(cell);
}

static void place(struct worker *w, const uint64_t *cpus)
{
	const struct uringlab_cell_params *p = w->params;
	const uint64_t *partner = cpus + p->cpu_count;

	cpu_mask_of(&w->cpus,
		    p->split ? &cpus[w->index % p->cpu_count] : cpus,
		    p->split ? 1 : p->cpu_count);
	if (!p->partner_cpu_count)
		return;
	partner += w->index % p->partner_cpu_count;
	cpu_mask_of(&w->partner.cpus, partner, 1);
	w->partner_cpu = *partner;
}

/* MAP_FAILED, with errno set, where there is none. */
static char *map_memory(struct cell *cell)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;

	if (!cell->params.hugepages) {
		flags |= MAP_NORESERVE;
	} else {
		/* Reserved, or a page that is missing would be a SIGBUS. */
		flags |= MAP_HUGETLB | MAP_HUGE_2_MIB;
		cell->mapping_bytes += HUGE_PAGE_BYTES - 1;
		cell->mapping_bytes -= cell->mapping_bytes % HUGE_PAGE_BYTES;
	}
	return mmap(NULL, cell->mapping_bytes, PROT_READ | PROT_WRITE, flags,
		    -1, 0);
}

struct cell *cell_make(const struct uringlab_cell_params *params,
			      const char *path, const uint64_t *cpus)
{
	struct cell *cell = calloc(1, sizeof(*cell));
	pthread_condattr_t monotonic;
	unsigned workers = params->workers;
	char *base;

	if (!cell)
		return NULL;
	cell->params = *params;
	cell->cpus = cpus;
	snprintf(cell->path, sizeof(cell->path), "%s", path);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&cell->gate.mutex, NULL);
	pthread_cond_init(&cell->gate.changed, &monotonic);
	pthread_condattr_destroy(&monotonic);

	cell->workers = calloc(workers, sizeof(*cell->workers));
	cell->stacks = calloc(workers, sizeof(*cell->stacks));
	cell->khz = calloc(2 * params->cpu_count, sizeof(*cell->khz));
	cell->schedstats = malloc(workers * sizeof(*cell->schedstats));
	if (cell->schedstats)
		for (unsigned i = 0; i < workers; i++)
			cell->schedstats[i] =
				(struct schedstats){ .worker = -1 };
	/* As aligned as address 0, or the second layout may take more. */
	cell->mapping_bytes = lay_out(cell, NULL) + params->mem_align;
	cell->mapping = map_memory(cell);
	if (cell->mapping == MAP_FAILED)
		cell->mapping = NULL;
	if (!cell->workers || !cell->stacks || !cell->schedstats ||
	    !cell->khz ||
	    !cell->mapping) {
		int error = errno;

		cell_free(cell);
		errno = error;
		return NULL;
	}
	base = cell->mapping;
	lay_out(cell, carve(&base, 0, params->mem_align));
	cell->gate.quota_left = params->number_ios ? workers : 0;
	for (unsigned i = 0; i < workers; i++)
		place(cell->workers[i], cpus);
	return cell;
}
