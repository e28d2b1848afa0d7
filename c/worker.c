#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "stamp.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

static int fail(struct worker *w, int error, enum uringlab_step step)
{
	if (!w->error) {
		w->error = error;
		w->step = step;
	}
	return -1;
}

static unsigned in_flight(const struct worker *w)
{
	return w->params->iodepth - w->free_count;
}

static char *buffer_of(const struct worker *w, unsigned index)
{
	return w->buffers + index * w->buffer_stride;
}

static void release_slot(struct worker *w, unsigned index)
{
	w->slots[index].in_flight = false;
	w->free_slots[w->free_count++] = index;
}

static void prepare_read(struct worker *w, unsigned index)
{
	struct slot *slot = &w->slots[index];
	struct io_uring_sqe *sqe;

	slot->start_ns = now_ns();
	slot->offset = random_below(&w->random, w->params->blocks) *
		       w->params->bs;
	slot->in_flight = true;
	if (unlikely(w->params->verify))
		stamp_erase(buffer_of(w, index), w->params->bs);
	/* Never NULL: the ring has an entry for every slot. */
	sqe = io_uring_get_sqe(&w->ring);
	io_uring_prep_read(sqe, w->fd, buffer_of(w, index), w->params->bs,
			   slot->offset);
	io_uring_sqe_set_data64(sqe, index);
}

/*
 * Shows the kernel the SQEs that were prepared. liburing does this in
 * io_uring_submit(), which then adds GETEVENTS by itself when IORING_SQ_TASKRUN
 * is set: here the flags are the experiment's.
 */
static void flush_sqes(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	sq->sqe_head = sq->sqe_tail;
	io_uring_smp_store_release(sq->ktail, sq->sqe_tail);
}

/* One batch, in one system call unless the kernel takes only a part of it. */
static int submit_batch(struct worker *w)
{
	unsigned wanted = 0, taken = 0;
	uint64_t issue_ns;

	while (w->free_count && wanted < w->params->iodepth_batch) {
		unsigned index = w->free_slots[--w->free_count];

		w->batch[wanted++] = index;
		prepare_read(w, index);
	}
	flush_sqes(&w->ring);
	while (taken < wanted) {
		int ret = io_uring_enter(w->ring.ring_fd, wanted - taken, 0,
					 w->submit_flags, NULL);

		w->count.submit_calls++;
		if (unlikely(ret == -EINTR && !atomic_load(&w->gate->abort)))
			continue;
		if (unlikely(ret <= 0)) {
			/* The drain must not wait for what never left. */
			while (taken < wanted)
				release_slot(w, w->batch[taken++]);
			return fail(w, ret ? -ret : EAGAIN,
				    URINGLAB_STEP_submit);
		}
		taken += ret;
	}
	issue_ns = now_ns();
	for (unsigned i = 0; i < wanted; i++)
		w->slots[w->batch[i]].issue_ns = issue_ns;
	return 0;
}

static void note_bad_read(struct worker *w, uint64_t *counter, int error,
			  uint64_t offset)
{
	++*counter;
	if (w->first_error_offset == UINT64_MAX) {
		w->first_error = error;
		w->first_error_offset = offset;
	}
}

static void check_result(struct worker *w, unsigned index, int res)
{
	uint64_t offset = w->slots[index].offset;

	if (res < 0) {
		w->errnos[-res < URINGLAB_ERRNOS ? -res : 0]++;
		note_bad_read(w, &w->io_errors, -res, offset);
	} else if ((uint64_t)res != w->params->bs) {
		note_bad_read(w, &w->short_reads, 0, offset);
	} else if (w->params->verify &&
		   !stamp_check(buffer_of(w, index), res, offset)) {
		note_bad_read(w, &w->verify_errors, 0, offset);
	}
}

/* Takes one completion; returns the time at which it was seen. */
static uint64_t complete(struct worker *w, const struct io_uring_cqe *cqe)
{
	uint64_t now = now_ns();
	uint64_t index = cqe->user_data;
	const struct slot *slot = &w->slots[index];

	if (unlikely(index >= w->params->iodepth || !slot->in_flight)) {
		w->unexpected_cqes++;
		return now;
	}
	/* Before the window the difference wraps round and is too large. */
	if (likely(now - w->window_start_ns < w->window_ns)) {
		histogram_record(w->slat, slot->issue_ns - slot->start_ns);
		histogram_record(w->clat, now - slot->issue_ns);
		histogram_record(w->lat, now - slot->start_ns);
		w->count.ios++;
	}
	if (unlikely(cqe->res != (int)w->params->bs || w->params->verify))
		check_result(w, index, cqe->res);
	release_slot(w, index);
	w->completed++;
	return now;
}

/* Takes what is in the CQ, up to max, without entering the kernel. */
static unsigned take_ready(struct worker *w, unsigned max, uint64_t *now)
{
	struct io_uring_cqe *cqe;
	unsigned head, taken = 0;

	io_uring_for_each_cqe(&w->ring, head, cqe) {
		if (taken == max)
			break;
		*now = complete(w, cqe);
		taken++;
	}
	io_uring_cq_advance(&w->ring, taken);
	return taken;
}

/*
 * Waits as fio does (fio_ioring_getevents): first looks into the CQ and enters
 * the kernel only while fewer than min are there. Takes up to max; returns the
 * time of the last, or 0 on failure.
 */
static uint64_t reap(struct worker *w, unsigned min, unsigned max)
{
	uint64_t now = 0;
	unsigned taken = take_ready(w, max, &now);

	w->count.reaps++;
	w->count.cq_ready += taken > 0;
	while (taken < min) {
		int ret = io_uring_enter(w->ring.ring_fd, 0, min - taken,
					 IORING_ENTER_GETEVENTS, NULL);

		w->count.getevents_calls++;
		if (unlikely(ret < 0 && ret != -EINTR)) {
			fail(w, -ret, URINGLAB_STEP_getevents);
			return 0;
		}
		if (unlikely(atomic_load_explicit(&w->gate->abort,
						  memory_order_relaxed))) {
			fail(w, ETIMEDOUT, URINGLAB_STEP_drain);
			return 0;
		}
		taken += take_ready(w, max - taken, &now);
	}
	return now;
}

static uint64_t timeval_ns(struct timeval t)
{
	return t.tv_sec * NSEC_PER_SEC + t.tv_usec * UINT64_C(1000);
}

/*
 * At the edges of the window. The result holds the values at its start until
 * they are replaced by the differences at its end.
 */
static void account(struct worker *w)
{
	struct uringlab_worker_result *r = &w->result;
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
#define ACCOUNT(field, value) r->field = (value) - r->field
	ACCOUNT(user_ns, timeval_ns(usage.ru_utime));
	ACCOUNT(system_ns, timeval_ns(usage.ru_stime));
	ACCOUNT(nvcsw, (uint64_t)usage.ru_nvcsw);
	ACCOUNT(nivcsw, (uint64_t)usage.ru_nivcsw);
	ACCOUNT(minflt, (uint64_t)usage.ru_minflt);
	ACCOUNT(majflt, (uint64_t)usage.ru_majflt);
	ACCOUNT(submit_calls, w->count.submit_calls);
	ACCOUNT(getevents_calls, w->count.getevents_calls);
	ACCOUNT(reaps, w->count.reaps);
	ACCOUNT(cq_ready, w->count.cq_ready);
#undef ACCOUNT
	r->ios = w->count.ios;
}

/* Whether the loop goes on; at most twice per cell. */
static bool pass_edge(struct worker *w)
{
	if (!w->in_window && !atomic_load(&w->gate->stop)) {
		account(w);
		w->in_window = true;
		atomic_store(&w->edge_ns, w->window_start_ns + w->window_ns);
		/* A stop may have set the edge to 0 just before. */
		return !atomic_load(&w->gate->stop);
	}
	return false;
}

static void loop(struct worker *w)
{
	const struct uringlab_cell_params *p = w->params;

	for (;;) {
		unsigned min = p->iodepth_batch_complete_min;
		uint64_t now;

		while (w->free_count)
			if (submit_batch(w))
				return;
		if (min > in_flight(w))
			min = in_flight(w);
		now = reap(w, min, p->iodepth_batch_complete_max);
		if (unlikely(!now))
			return;
		atomic_store_explicit(&w->live_ios, w->completed,
				      memory_order_relaxed);
		if (unlikely(now >= atomic_load_explicit(
					    &w->edge_ns,
					    memory_order_relaxed)) &&
		    !pass_edge(w))
			return;
	}
}

static void drain(struct worker *w)
{
	while (in_flight(w) && reap(w, 1, in_flight(w)))
		;
	w->in_flight = in_flight(w);
	atomic_store_explicit(&w->live_ios, w->completed, memory_order_relaxed);
}

static int set_up(struct worker *w)
{
	struct io_uring_params ring_params = {
		.flags = w->params->setup_flags,
	};
	int ret = bind_thread(0, &w->cpus);

	if (ret < 0)
		return fail(w, -ret, URINGLAB_STEP_affinity);
	/* Touches every page, here and not in the window, on this node. */
	if (mlock(w->memory, w->memory_bytes))
		return fail(w, errno, URINGLAB_STEP_memlock);
	w->fd = open(w->path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (w->fd < 0)
		return fail(w, errno, URINGLAB_STEP_direct);
	/* Here, because SINGLE_ISSUER ties the ring to its creator. */
	ret = io_uring_queue_init_params(w->params->iodepth, &w->ring,
					 &ring_params);
	if (ret < 0)
		return fail(w, -ret, URINGLAB_STEP_ring);
	w->has_ring = true;
	w->submit_flags = w->params->submit_getevents ? IORING_ENTER_GETEVENTS :
							0;
	/* The indirection is not used: each entry names its own SQE. */
	for (unsigned i = 0; i < *w->ring.sq.kring_entries; i++)
		w->ring.sq.array[i] = i;
	for (unsigned i = 0; i < w->params->iodepth; i++)
		release_slot(w, i);
	random_init(&w->random, w->params->seed, w->index);
	histogram_init(w->slat);
	histogram_init(w->clat);
	histogram_init(w->lat);
	return 0;
}

static void report(struct worker *w)
{
	struct uringlab_worker_result *r = &w->result;

	r->slat_sum_ns = w->slat->sum;
	r->slat_min_ns = w->slat->min;
	r->slat_max_ns = w->slat->max;
	r->clat_sum_ns = w->clat->sum;
	r->clat_min_ns = w->clat->min;
	r->clat_max_ns = w->clat->max;
	r->lat_sum_ns = w->lat->sum;
	r->lat_min_ns = w->lat->min;
	r->lat_max_ns = w->lat->max;
}

void *worker_main(void *argument)
{
	struct worker *w = argument;
	struct gate *gate = w->gate;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	/* For those who look with perf, top or bpftrace. */
	snprintf(name, sizeof(name), "uringlab/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	w->fd = -1;
	w->first_error_offset = UINT64_MAX;
	w->result.tid = gettid();
	set_up(w);

	pthread_mutex_lock(&gate->mutex);
	gate->ready_count++;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->started)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);

	if (!w->error && !atomic_load(&gate->stop)) {
		w->window_start_ns = gate->window_start_ns;
		w->window_ns = gate->window_end_ns - gate->window_start_ns;
		atomic_store(&w->edge_ns, w->window_start_ns);
		/* As in pass_edge(). */
		if (!atomic_load(&gate->stop))
			loop(w);
		account(w);
		drain(w);
		report(w);
	}

	pthread_mutex_lock(&gate->mutex);
	gate->done_count++;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->released)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);

	if (w->has_ring)
		io_uring_queue_exit(&w->ring);
	if (w->fd >= 0)
		close(w->fd);
	return NULL;
}
