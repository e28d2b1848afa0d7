#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "partner.h"
#include "priority.h"
#include "reads.h"
#include "reap.h"
#include "ring.h"
#include "think.h"
#include "threads.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

int worker_fail(struct worker *w, int error, enum uringlab_step step)
{
	if (!w->error) {
		w->error = error;
		w->step = step;
	}
	return -1;
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
	ACCOUNT(think_ns, w->count.think_ns);
	ACCOUNT(partner_calls, atomic_load(&w->partner.calls));
#undef ACCOUNT
	r->ios = w->count.ios;
}

/* Whether the loop goes on; at most twice per cell. */
static bool pass_edge(struct worker *w)
{
	uint64_t window_ns = atomic_load(&w->window_ns);

	if (w->in_window || atomic_load(&w->gate->stop))
		return false;
	account(w);
	w->in_window = true;
	atomic_store(&w->edge_ns, w->window_start_ns + window_ns);
	/* Who ends the loops may have set the edge to 0 just before. */
	return !atomic_load(&w->gate->stop) &&
	       atomic_load(&w->window_ns) == window_ns;
}

/* Tells the cell, which may end the window before its time. */
static void note_quota(struct worker *w)
{
	w->quota_met = true;
	pthread_mutex_lock(&w->gate->mutex);
	w->gate->quota_left--;
	pthread_cond_broadcast(&w->gate->changed);
	pthread_mutex_unlock(&w->gate->mutex);
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
		if (unlikely(p->number_ios && !w->quota_met &&
			     w->count.ios >= p->number_ios))
			note_quota(w);
	}
}

static void drain(struct worker *w)
{
	partner_stop(w);
	take_returned(w, in_flight(w), NULL);
	while (in_flight(w) && reap_in_kernel(w))
		;
	w->in_flight = in_flight(w);
	atomic_store_explicit(&w->live_ios, w->completed, memory_order_relaxed);
}

/*
 * One for every slot, and with SQPOLL one more: the SQ thread gives entries
 * back only when it has submitted all that it found (io_submit_sqes). Until
 * then those of reads that have completed are taken, and those of the reads
 * that followed them too.
 */
static unsigned ring_entries(const struct uringlab_cell_params *p)
{
	return p->setup_flags & IORING_SETUP_SQPOLL ? 2 * p->iodepth :
						      p->iodepth;
}

/*
 * The SQ thread gives itself its name, by which it is found, when it runs for
 * the first time (io_sq_thread): it has, when a NOP has completed.
 */
static int start_sq_thread(struct worker *w)
{
	int ret;

	io_uring_prep_nop(io_uring_get_sqe(&w->ring));
	flush_sqes(&w->ring);
	ret = io_uring_enter(w->ring.ring_fd, 1, 1,
			     IORING_ENTER_SQ_WAKEUP | IORING_ENTER_GETEVENTS,
			     NULL);
	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_submit);
	io_uring_cq_advance(&w->ring, 1);
	return 0;
}

/* What the kernel need not look up again for every read. */
static int register_resources(struct worker *w)
{
	const struct uringlab_cell_params *p = w->params;
	struct iovec buffers = {
		.iov_base = w->buffers,
		.iov_len = p->iodepth * w->buffer_stride,
	};
	int ret;

	if (p->fixedbufs) {
		ret = io_uring_register_buffers(&w->ring, &buffers, 1);
		if (ret < 0)
			return worker_fail(w, -ret, URINGLAB_STEP_buffers);
	}
	if (p->registerfiles) {
		ret = io_uring_register_files(&w->ring, &w->fd, 1);
		if (ret < 0)
			return worker_fail(w, -ret, URINGLAB_STEP_files);
	}
	if (p->registered_ring_fd) {
		/* For this thread alone: its partner enters by ring_fd. */
		ret = io_uring_register_ring_fd(&w->ring);
		if (ret < 0)
			return worker_fail(w, -ret, URINGLAB_STEP_ring_fd);
		w->enter_flags = IORING_ENTER_REGISTERED_RING;
	}
	w->enter_fd = w->ring.enter_ring_fd;
	return 0;
}

static int bind_worker(struct worker *w)
{
	int ret = 0;

	/* Of a CPU that is not there io_uring_setup() says no more than EINVAL. */
	if (w->params->setup_flags & IORING_SETUP_SQ_AFF)
		ret = bind_thread(0, &w->partner.cpus);
	return ret < 0 ? ret : bind_thread(0, &w->cpus);
}

static int set_up(struct worker *w)
{
	struct io_uring_params ring_params = {
		.flags = w->params->setup_flags,
	};
	int ret = bind_worker(w);

	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_affinity);
	/* All that it starts inherits it: its partner, and the kernel's threads. */
	ret = be_nicer(w->params->nice);
	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_priority);
	/* Touches every page, here and not in the window, on this node. */
	if (mlock(w->memory, w->memory_bytes))
		return worker_fail(w, errno, URINGLAB_STEP_memlock);
	w->fd = open(w->path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (w->fd < 0)
		return worker_fail(w, errno, URINGLAB_STEP_direct);
	if (ring_params.flags & IORING_SETUP_SQ_AFF)
		ring_params.sq_thread_cpu = w->partner_cpu;
	/* Here, because SINGLE_ISSUER ties the ring to its creator. */
	ret = ring_open(&w->ring, ring_entries(w->params), &ring_params);
	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_ring);
	w->has_ring = true;
	ret = ring_takes_reads(&w->ring);
	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_op_read);
	ret = w->params->registerfiles ? 0 : ring_takes_any_file(&w->ring);
	if (ret < 0)
		return worker_fail(w, -ret, URINGLAB_STEP_any_file);
	for (unsigned i = 0; i < w->params->iodepth; i++)
		release_slot(w, i);
	if (ring_params.flags & IORING_SETUP_SQPOLL && start_sq_thread(w))
		return -1;
	if (register_resources(w))
		return -1;
	w->submit_flags = w->enter_flags;
	if (w->params->submit_getevents)
		w->submit_flags |= IORING_ENTER_GETEVENTS;
	prepare_sqes(w);
	random_init(&w->random, w->params->seed, w->index);
	histogram_init(w->slat);
	histogram_init(w->clat);
	histogram_init(w->lat);
	if (wait_thinks(w->params->wait))
		w->think_rounds = think_calibrate();
	return wait_has_partner(w->params->wait) ? partner_start(w) : 0;
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
	r->partner_wakeups = w->partner.wakeups;
	r->partner_empty = w->partner.empty;
	r->partner_wakes_timed = w->partner.wakes_timed;
	r->partner_wake_sum_ns = w->partner.wake_sum_ns;
}

void wait_for_release(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	while (!gate->released)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);
}

static void measure(struct worker *w)
{
	const struct gate *gate = w->gate;

	w->window_start_ns = gate->window_start_ns;
	atomic_store(&w->window_ns,
		     gate->window_end_ns - gate->window_start_ns);
	w->slice_scale = slice_scale(w->params->runtime_ns);
	atomic_store(&w->edge_ns, w->window_start_ns);
	/* As in pass_edge(). */
	if (!atomic_load(&gate->stop))
		loop(w);
	/* What the partner saw in the window. */
	take_returned(w, in_flight(w), NULL);
	account(w);
	atomic_store(&w->window_ns, 0);
	drain(w);
	report(w);
}

void *worker_main(void *argument)
{
	struct worker *w = argument;
	struct gate *gate = w->gate;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	/* For those who look with perf, top or bpftrace. */
	snprintf(name, sizeof(name), "uringlab/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	w->fd = w->partner.eventfd = -1;
	w->first_error_offset = UINT64_MAX;
	w->result.tid = this_thread_id();
	set_up(w);

	pthread_mutex_lock(&gate->mutex);
	gate->ready_count++;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->started)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);

	if (!w->error && !atomic_load(&gate->stop))
		measure(w);
	partner_stop(w);

	pthread_mutex_lock(&gate->mutex);
	gate->done_count++;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
	wait_for_release(gate);

	partner_join(w);
	if (w->has_ring)
		io_uring_queue_exit(&w->ring);
	if (w->fd >= 0)
		close(w->fd);
	return NULL;
}
