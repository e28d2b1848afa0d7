#define _GNU_SOURCE
#include "cell_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "layout.h"
#include "resident.h"

/* Not the machine's default, which may be a gigabyte. */
#define HUGE_PAGE_BYTES (2UL << 20)
#define MAP_HUGE_2_MIB (21 << MAP_HUGE_SHIFT)

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
	free(cell->arms);
	free(cell->schedule);
	free(cell->workers);
	free(cell->wakers);
	free(cell->presences);
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
	for (unsigned n = 0; n < p->arms; n++) {
		w->lanes[n].failure = &w->failure;
		w->partners[n].lane = &w->lanes[n];
		w->partners[n].index = w->index;
		w->partners[n].eventfd = -1;
	}
	if (!p->partner_cpu_count)
		return;
	w->partner_cpu = partner[w->index % p->partner_cpu_count];
	for (unsigned n = 0; n < p->arms; n++)
		cpu_mask_of(&w->partners[n].cpus, &w->partner_cpu, 1);
}

/* The CPUs on which workers or partners run: the first of the cell's. */
static uint64_t cpus_in_use(const struct cell *cell)
{
	for (uint64_t n = 0; n < cell->params.arms; n++)
		if (arm_uses_partner_cpu(&cell->arms[n]))
			return cell->params.cpu_count +
			       cell->params.partner_cpu_count;
	return cell->params.cpu_count;
}

/* Whether the waker's CPU is that of a worker or a partner too. */
static bool shares_cpu(const struct cell *cell, uint64_t cpu)
{
	for (uint64_t i = 0; i < cpus_in_use(cell); i++)
		if (cell->cpus[i] == cpu)
			return true;
	return false;
}

static void place_wakers(struct cell *cell)
{
	const uint64_t *cpus = cell->cpus + cell->params.cpu_count +
			       cell->params.partner_cpu_count;

	for (unsigned i = 0; i < cell->waker_count; i++) {
		struct waker *w = &cell->wakers[i];

		w->workers = cell->workers;
		w->index = i;
		w->count = cell->waker_count;
		w->gate = &cell->gate;
		w->yields = shares_cpu(cell, cpus[i]);
		w->echoes = load_is_socket(cell->params.load);
		w->sleeps = load_has_connections(cell->params.load);
		cpu_mask_of(&w->cpus, &cpus[i], 1);
		/* One that sleeps, or lets others run, is not there all the time. */
		if (w->yields || w->sleeps)
			w->presence->absent_ns = NULL;
	}
	for (unsigned i = 0; i < cell->params.workers; i++) {
		cell->workers[i]->presences = cell->presences;
		cell->workers[i]->presence_count = cell->waker_count;
	}
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

/* A copy of the caller's, or NULL. */
static void *copy_of(const void *from, size_t bytes)
{
	void *copy = malloc(bytes);

	return copy ? memcpy(copy, from, bytes) : NULL;
}

/* Memory for a cell that has its parameters: whether there was enough. */
static bool allocate(struct cell *cell, const struct uringlab_cell_memory *m)
{
	unsigned workers = cell->params.workers;

	cell->arms = copy_of(m->arms, m->arms_bytes);
	cell->schedule = copy_of(m->schedule, m->schedule_bytes);
	cell->workers = calloc(workers, sizeof(*cell->workers));
	cell->waker_count = wakers_of(&cell->params);
	cell->wakers = calloc(cell->waker_count + 1, sizeof(*cell->wakers));
	cell->presences =
		calloc(cell->waker_count + 1, sizeof(*cell->presences));
	cell->khz = calloc(2 * cell->params.cpu_count, sizeof(*cell->khz));
	cell->schedstats = malloc(workers * sizeof(*cell->schedstats));
	if (!cell->arms || !cell->schedule || !cell->workers ||
	    !cell->wakers || !cell->presences || !cell->khz ||
	    !cell->schedstats)
		return false;
	for (unsigned i = 0; i < workers; i++)
		cell->schedstats[i] = (struct schedstats){ .worker = -1 };
	/*
	 * The size was found by a layout that begins at address 0, which is
	 * aligned to everything. The mapping is aligned to pages only: there
	 * must be room to begin at the next multiple of mem_align.
	 */
	cell->mapping_bytes = lay_out(cell, 0, false).cursor +
			      cell->params.mem_align;
	cell->mapping = map_memory(cell);
	if (cell->mapping == MAP_FAILED)
		cell->mapping = NULL;
	return cell->mapping;
}

/* All but the pages that guard stacks: 0 or an errno. */
static int lock_memory(const struct cell *cell)
{
	int error = 0;

	for (unsigned i = 0; i < cell->params.workers && !error; i++)
		error = worker_lock_memory(cell->workers[i]);
	for (unsigned i = 0; i < cell->waker_count && !error; i++)
		error = resident_lock(cell->wakers[i].memory,
				      cell->wakers[i].memory_bytes);
	return error;
}

/* NULL, with the step that failed in the result. */
static struct cell *give_up(struct cell *cell,
			    struct uringlab_cell_result *result, int error,
			    enum uringlab_step step)
{
	result_fail(result, error, step);
	if (cell)
		cell_free(cell);
	return NULL;
}

struct cell *cell_make(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *params = m->params;
	size_t align = params->mem_align;
	struct cell *cell = calloc(1, sizeof(*cell));
	int error;

	if (!cell)
		return give_up(cell, m->result, errno, URINGLAB_STEP_memory);
	cell->params = *params;
	cell->cpus = m->cpus;
	cell->live = m->live;
	snprintf(cell->path, sizeof(cell->path), "%s", m->path);
	gate_init(&cell->gate, params->number_ios ? params->workers : 0);
	if (!allocate(cell, m))
		return give_up(cell, m->result, errno,
			       params->hugepages ? URINGLAB_STEP_hugepages :
						   URINGLAB_STEP_memory);
	error = lay_out(cell,
			((uintptr_t)cell->mapping + align - 1) / align * align,
			true)
			.error;
	if (error)
		return give_up(cell, m->result, error, URINGLAB_STEP_guard);
	error = lock_memory(cell);
	if (error)
		return give_up(cell, m->result, error, URINGLAB_STEP_memlock);
	for (unsigned i = 0; i < params->workers; i++)
		place(cell->workers[i], m->cpus);
	place_wakers(cell);
	return cell;
}
