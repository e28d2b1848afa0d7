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

/*
 * Where the next part of a cell's memory is. All of it is laid out twice: first
 * from address 0, which is never read or written, to learn how much it takes.
 */
static uintptr_t carve(uintptr_t *cursor, size_t bytes, size_t align)
{
	uintptr_t at = (*cursor + align - 1) / align * align;

	*cursor = at + bytes;
	return at;
}

static void lay_out_lane(struct lane *l, struct partner *partner,
			 uintptr_t *cursor, size_t page)
{
	const struct uringlab_cell_params *p = l->params;
	size_t stride = (p->bs + p->mem_align - 1) / p->mem_align *
			p->mem_align;

	l->slat = (void *)carve(cursor, sizeof(*l->slat), 64);
	l->clat = (void *)carve(cursor, sizeof(*l->clat), 64);
	l->lat = (void *)carve(cursor, sizeof(*l->lat), 64);
	l->slots = (void *)carve(cursor, p->iodepth * sizeof(*l->slots), 64);
	l->free_slots = (void *)carve(
		cursor, p->iodepth * sizeof(*l->free_slots), 64);
	l->batch = (void *)carve(cursor, p->iodepth * sizeof(*l->batch), 64);
	partner->returned = (void *)carve(
		cursor, p->iodepth * sizeof(*partner->returned), 64);
	partner->stack = (void *)carve(
		cursor, wait_has_partner(p->wait) ? PARTNER_STACK_BYTES : 0,
		page);
	l->op.buffer_stride = stride;
	l->op.buffers = (void *)carve(cursor, p->iodepth * stride,
				      p->mem_align > page ? p->mem_align :
							    page);
}

/* Returns the end of the memory that begins at base. */
static uintptr_t lay_out(struct cell *cell, uintptr_t base)
{
	const struct uringlab_cell_params *p = &cell->params;
	size_t page = sysconf(_SC_PAGESIZE);
	uintptr_t cursor = base;

	for (unsigned i = 0; i < p->workers; i++) {
		uintptr_t guard = carve(&cursor, page, page);
		uintptr_t memory = carve(&cursor, 0, page);
		uintptr_t stack = carve(&cursor, STACK_BYTES, page);
		struct worker *worker =
			(void *)carve(&cursor, sizeof(*worker), 64);
		struct worker layout = { .params = p, .path = cell->path,
					 .gate = &cell->gate, .index = i,
					 .memory = (void *)memory };

		for (unsigned n = 0; n < LANES; n++) {
			struct lane *l = &layout.lanes[n];

			l->params = l->op.params = p;
			l->gate = &cell->gate;
			lay_out_lane(l, &layout.partners[n], &cursor, page);
		}
		carve(&cursor, 0, page);
		layout.memory_bytes = cursor - memory;
		if (!base)
			continue;
		*worker = layout;
		cell->workers[i] = worker;
		cell->stacks[i] = (void *)stack;
		/* No part of a huge page can be protected. */
		if (!p->hugepages)
			mprotect((void *)guard, page, PROT_NONE);
	}
	return cursor;
}

uint64_t uringlab_cell_bytes(const struct uringlab_cell_params *params)
{
	struct cell cell = { .params = *params };

	if (params->size != sizeof(*params))
		return 0;
	/* Of the layout, all but the guard pages. */
	return lay_out(&cell, 0) - params->workers * sysconf(_SC_PAGESIZE);
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

/* Gives a worker its CPUs, and each lane what it points to of its worker. */
static void place(struct worker *w, const uint64_t *cpus)
{
	const struct uringlab_cell_params *p = w->params;
	const uint64_t *partner = cpus + p->cpu_count;

	cpu_mask_of(&w->cpus,
		    p->split ? &cpus[w->index % p->cpu_count] : cpus,
		    p->split ? 1 : p->cpu_count);
	for (unsigned n = 0; n < LANES; n++) {
		w->lanes[n].failure = &w->failure;
		w->partners[n].lane = &w->lanes[n];
		w->partners[n].index = w->index;
		w->partners[n].eventfd = -1;
	}
	if (!p->partner_cpu_count)
		return;
	w->partner_cpu = partner[w->index % p->partner_cpu_count];
	for (unsigned n = 0; n < LANES; n++)
		cpu_mask_of(&w->partners[n].cpus, &w->partner_cpu, 1);
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
	unsigned workers = params->workers;
	uintptr_t base;

	if (!cell)
		return NULL;
	cell->params = *params;
	cell->cpus = cpus;
	snprintf(cell->path, sizeof(cell->path), "%s", path);
	gate_init(&cell->gate, params->number_ios ? workers : 0);

	cell->workers = calloc(workers, sizeof(*cell->workers));
	cell->stacks = calloc(workers, sizeof(*cell->stacks));
	cell->khz = calloc(2 * params->cpu_count, sizeof(*cell->khz));
	cell->schedstats = malloc(workers * sizeof(*cell->schedstats));
	if (cell->schedstats)
		for (unsigned i = 0; i < workers; i++)
			cell->schedstats[i] =
				(struct schedstats){ .worker = -1 };
	/* As aligned as address 0, or the second layout may take more. */
	cell->mapping_bytes = lay_out(cell, 0) + params->mem_align;
	cell->mapping = map_memory(cell);
	if (cell->mapping == MAP_FAILED)
		cell->mapping = NULL;
	if (!cell->workers || !cell->stacks || !cell->schedstats ||
	    !cell->khz || !cell->mapping) {
		int error = errno;

		cell_free(cell);
		errno = error;
		return NULL;
	}
	base = (uintptr_t)cell->mapping;
	lay_out(cell, carve(&base, 0, params->mem_align));
	for (unsigned i = 0; i < workers; i++)
		place(cell->workers[i], cpus);
	return cell;
}
