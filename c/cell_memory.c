#define _GNU_SOURCE
#include "cell_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Not the machine's default, which may be a gigabyte. */
#define HUGE_PAGE_BYTES (2UL << 20)
#define MAP_HUGE_2_MIB (21 << MAP_HUGE_SHIFT)

/* All of a cell's memory is laid out from one address on. */
struct layout {
	uintptr_t cursor;   /* the end of what is laid out so far */
	size_t page;
	size_t guard_bytes; /* of it */
	bool protects;	    /* guards are made so that none can touch them */
	int error;	    /* errno of the first that could not be */
};

/* Where the next part is. */
static uintptr_t carve(struct layout *to, size_t bytes, size_t align)
{
	uintptr_t at = (to->cursor + align - 1) / align * align;

	to->cursor = at + bytes;
	return at;
}

/* A stack, below it a page that ends a thread which needs more. */
static struct stack carve_stack(struct layout *to, size_t wanted)
{
	uintptr_t guard = carve(to, to->page, to->page);
	size_t bytes = stack_bytes(wanted);

	to->guard_bytes += to->page;
	if (to->protects && !to->error &&
	    mprotect((void *)guard, to->page, PROT_NONE))
		to->error = errno;
	return (struct stack){ (void *)carve(to, bytes, to->page), bytes };
}

/* Whether connections get direct descriptors of a ring. */
static bool is_direct(const struct uringlab_arm_params *p)
{
	return p->registerfiles && p->engine == URINGLAB_ENGINE_io_uring;
}

static void lay_out_wake(struct layout *to, struct lane *l)
{
	const struct uringlab_cell_params *cell = l->cell;
	unsigned iodepth = l->params->iodepth;
	struct wake *wake = &l->op.wake;
	unsigned ends = iodepth;

	if (load_is_socket(cell->load))
		ends = connections_of(iodepth, l->params->pipeline);
	wake->load = cell->load;
	wake->iodepth = iodepth;
	wake->send = l->params->send;
	wake->ends = ends;
	wake->message_bytes = cell->bs;
	wake->asks = (void *)carve(to, iodepth * sizeof(*wake->asks), 64);
	wake->sent_ns = (void *)carve(to, iodepth * sizeof(*wake->sent_ns), 64);
	wake->read_fds = (void *)carve(to, ends * sizeof(*wake->read_fds), 64);
	wake->write_fds = (void *)carve(to, ends * sizeof(*wake->write_fds), 64);
	wake->words = (void *)carve(to, iodepth * sizeof(*wake->words), 64);
	wake->far_ends = (void *)carve(to, ends * sizeof(*wake->far_ends), 64);
	wake->message = (void *)carve(to, cell->bs, 64);
	wake->nonblocking = l->params->engine == URINGLAB_ENGINE_epoll;
	wake->closes_late = l->params->setup_flags & IORING_SETUP_SQPOLL;
	if (cell->load == URINGLAB_LOAD_accept && is_direct(l->params))
		wake->table = (void *)carve(
			to, (1 + 2 * iodepth) * sizeof(*wake->table), 64);
}

/*
 * More buffers than there are messages under way: the kernel takes another one
 * before it looks whether a message has come for it (io_recv), and ends the
 * receive with ENOBUFS where there is none. A bundle has a buffer for each
 * message; without bundles one takes as many messages as may have come.
 */
static void lay_out_provided(struct layout *to, struct lane *l)
{
	const struct uringlab_arm_params *p = l->params;
	struct provided *provided = &l->op.provided;
	uint64_t bytes = l->cell->bs;
	size_t align = l->cell->mem_align;

	if (p->recv == URINGLAB_RECV_multishot && l->op.messages.is_stream)
		bytes *= p->pipeline;
	if (bytes > PROVIDED_BYTES_MAX)
		bytes = PROVIDED_BYTES_MAX;
	provided->bytes = bytes;
	provided->count = 1;
	while (provided->count <= p->iodepth)
		provided->count *= 2;
	provided->stride = (bytes + align - 1) / align * align;
	provided->returned = (void *)carve(
		to, provided->count * sizeof(*provided->returned), 64);
	provided->ring = (void *)carve(
		to, provided->count * sizeof(*provided->ring), to->page);
	provided->buffers = (void *)carve(
		to, provided->count * provided->stride, to->page);
}

static void lay_out_messages(struct layout *to, struct lane *l)
{
	const struct uringlab_arm_params *p = l->params;
	struct messages *m = &l->op.messages;
	struct wake *wake = &l->op.wake;
	unsigned connections = wake->ends;

	m->connections = connections;
	m->pipeline = p->pipeline;
	m->bytes = l->cell->bs;
	m->is_stream = l->cell->load != URINGLAB_LOAD_udp;
	m->has_partner = wait_has_partner(p->wait);
	m->out = (void *)carve(to, p->iodepth * l->cell->bs, 64);
	m->sent_ns = wake->sent_ns;
	m->numbers = (void *)carve(to, p->iodepth * sizeof(*m->numbers), 64);
	m->arrived = (void *)carve(to, p->iodepth * sizeof(*m->arrived), 64);
	m->outbound = (void *)carve(to, connections * sizeof(*m->outbound), 64);
	m->inbound = (void *)carve(to, connections * sizeof(*m->inbound), 64);
	m->idle.connections = (void *)carve(
		to, connections * sizeof(*m->idle.connections), 64);
	wake->parts = (void *)carve(to, connections * l->cell->bs, 64);
	if (recv_takes_provided(p->recv))
		lay_out_provided(to, l);
}

static void lay_out_lane(struct layout *to, struct lane *l,
			 struct partner *partner)
{
	const struct uringlab_cell_params *cell = l->cell;
	const struct uringlab_arm_params *p = l->params;
	size_t stride = (cell->bs + cell->mem_align - 1) / cell->mem_align *
			cell->mem_align;

	l->slat = (void *)carve(to, sizeof(*l->slat), 64);
	l->clat = (void *)carve(to, sizeof(*l->clat), 64);
	l->lat = (void *)carve(to, sizeof(*l->lat), 64);
	if (load_is_delivered(cell->load)) {
		l->delivery = (void *)carve(to, sizeof(*l->delivery), 64);
		lay_out_wake(to, l);
	}
	l->slots = (void *)carve(to, p->iodepth * sizeof(*l->slots), 64);
	l->free_slots = (void *)carve(
		to, p->iodepth * sizeof(*l->free_slots), 64);
	l->batch = (void *)carve(to, p->iodepth * sizeof(*l->batch), 64);
	partner->returned = (void *)carve(
		to, p->iodepth * sizeof(*partner->returned), 64);
	l->op.buffer_stride = stride;
	l->op.buffers = (void *)carve(to, p->iodepth * stride,
				      cell->mem_align > to->page ?
					      cell->mem_align :
					      to->page);
	if (load_is_socket(cell->load))
		lay_out_messages(to, l);
}

static void lay_out_worker(struct layout *to, struct cell *cell, unsigned index,
			   bool real)
{
	const struct uringlab_cell_params *p = &cell->params;
	struct worker layout = { .params = p, .schedule = cell->schedule,
				 .path = cell->path, .gate = &cell->gate,
				 .index = index, .schedstat = -1 };
	struct stack partner_stacks[URINGLAB_ARMS] = { 0 };
	struct worker *worker;

	for (unsigned n = 0; n < p->arms; n++)
		if (wait_has_partner(cell->arms[n].wait))
			partner_stacks[n] =
				carve_stack(to, PARTNER_STACK_BYTES);
	layout.stack = carve_stack(to, STACK_BYTES);
	layout.memory = layout.stack.base;
	worker = (void *)carve(to, sizeof(*worker), 64);
	layout.lanes = (void *)carve(to, p->arms * sizeof(*layout.lanes), 64);
	layout.partners =
		(void *)carve(to, p->arms * sizeof(*layout.partners), 64);
	layout.results =
		(void *)carve(to, p->arms * sizeof(*layout.results), 64);
	layout.turns = (void *)carve(to, p->turns * sizeof(*layout.turns), 64);
	for (unsigned n = 0; n < p->arms; n++) {
		struct lane lane = { .cell = p, .params = &cell->arms[n],
				     .gate = &cell->gate, .epoll = -1,
				     .op = { .cell = p,
					     .params = &cell->arms[n] } };
		struct partner partner = { .stack = partner_stacks[n] };

		lay_out_lane(to, &lane, &partner);
		if (!real)
			continue;
		layout.lanes[n] = lane;
		layout.partners[n] = partner;
	}
	carve(to, 0, to->page);
	layout.memory_bytes = to->cursor - (uintptr_t)layout.memory;
	if (!real)
		return;
	*worker = layout;
	cell->workers[index] = worker;
}

/* No more than there are workers to be woken. */
static unsigned waker_count(const struct uringlab_cell_params *p)
{
	if (!load_has_waker(p->load))
		return 0;
	return p->waker_cpu_count < p->workers ? p->waker_cpu_count :
						 p->workers;
}

/*
 * Lays out the cell's memory from an address on. Done twice: first from address
 * 0, and not for real, when nothing is read or written, to learn how much there
 * has to be.
 */
static struct layout lay_out(struct cell *cell, uintptr_t base, bool real)
{
	struct layout to = {
		.cursor = base,
		.page = sysconf(_SC_PAGESIZE),
		/* No part of a huge page can be protected. */
		.protects = real && !cell->params.hugepages,
	};

	for (unsigned i = 0; i < cell->params.workers; i++)
		lay_out_worker(&to, cell, i, real);
	for (unsigned i = 0; i < waker_count(&cell->params); i++) {
		struct stack stack = carve_stack(&to, WAKER_STACK_BYTES);

		if (real)
			cell->wakers[i].stack = stack;
	}
	return to;
}

uint64_t uringlab_cell_bytes(const struct uringlab_cell_params *params,
			     const struct uringlab_arm_params *arms,
			     uint64_t arms_bytes)
{
	struct cell cell = { .arms = (struct uringlab_arm_params *)arms };
	struct layout all;

	if (params->size != sizeof(*params) || params->arms > URINGLAB_ARMS ||
	    arms_bytes != params->arms * sizeof(*arms))
		return 0;
	cell.params = *params;
	all = lay_out(&cell, 0, false);
	/* The guards are not locked. */
	return all.cursor - all.guard_bytes;
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
	free(cell->arms);
	free(cell->schedule);
	free(cell->workers);
	free(cell->wakers);
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

/* Whether the waker's CPU is that of a worker or a partner too. */
static bool shares_cpu(const struct cell *cell, uint64_t cpu)
{
	uint64_t others = cell->params.cpu_count +
			  cell->params.partner_cpu_count;

	for (uint64_t i = 0; i < others; i++)
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
	cell->waker_count = waker_count(&cell->params);
	cell->wakers = calloc(cell->waker_count + 1, sizeof(*cell->wakers));
	cell->khz = calloc(2 * cell->params.cpu_count, sizeof(*cell->khz));
	cell->schedstats = malloc(workers * sizeof(*cell->schedstats));
	if (!cell->arms || !cell->schedule || !cell->workers ||
	    !cell->wakers || !cell->khz || !cell->schedstats)
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
	for (unsigned i = 0; i < params->workers; i++)
		place(cell->workers[i], m->cpus);
	place_wakers(cell);
	return cell;
}
