#define _GNU_SOURCE
#include "layout.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "take.h"

#ifndef STACK_BYTES /* at least; ThreadSanitizer keeps more on it */
#define STACK_BYTES (128 * 1024)
#endif

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

	to->unlocked_bytes += to->page;
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

unsigned wakers_of(const struct uringlab_cell_params *p)
{
	if (!load_has_waker(p->load))
		return 0;
	return p->waker_cpu_count < p->workers ? p->waker_cpu_count :
						 p->workers;
}

/* Not locked, as it is used between turns only, and limits are low. */
static struct lane_mark *carve_mark(struct layout *to)
{
	size_t bytes = (sizeof(struct lane_mark) + to->page - 1) / to->page *
		       to->page;

	to->unlocked_bytes += bytes;
	return (void *)carve(to, bytes, to->page);
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
	if (p->turns > 1 && p->most_absent_ppm && wakers_of(p))
		layout.mark = carve_mark(to);
	if (!real)
		return;
	*worker = layout;
	cell->workers[index] = worker;
}

static void lay_out_waker(struct layout *to, struct cell *cell, unsigned index,
			  bool real)
{
	struct waker *w;
	struct stack stack = carve_stack(to, WAKER_STACK_BYTES);
	struct presence *presence =
		(void *)carve(to, sizeof(*presence), _Alignof(*presence));
	_Atomic uint64_t *absent_ns = (void *)carve(
		to, cell->params.turns * sizeof(*absent_ns), 64);

	carve(to, 0, to->page);
	if (!real)
		return;
	w = &cell->wakers[index];
	w->stack = stack;
	w->memory = stack.base;
	w->memory_bytes = to->cursor - (uintptr_t)w->memory;
	w->presence = presence;
	*presence = (struct presence){ .gate = &cell->gate,
				       .schedule = cell->schedule,
				       .turns = cell->params.turns,
				       .absent_ns = absent_ns };
	cell->presences[index] = presence;
}

struct layout lay_out(struct cell *cell, uintptr_t base, bool real)
{
	struct layout to = {
		.cursor = base,
		.page = sysconf(_SC_PAGESIZE),
		/* No part of a huge page can be protected. */
		.protects = real && !cell->params.hugepages,
	};

	for (unsigned i = 0; i < cell->params.workers; i++)
		lay_out_worker(&to, cell, i, real);
	for (unsigned i = 0; i < wakers_of(&cell->params); i++)
		lay_out_waker(&to, cell, i, real);
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
	/* Neither guards nor marks are locked. */
	return all.cursor - all.unlocked_bytes;
}
