#define _GNU_SOURCE
#include "perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct perf_events hardware = {
	.type = PERF_TYPE_HARDWARE,
	.cycles = PERF_COUNT_HW_CPU_CYCLES,
	.instructions = PERF_COUNT_HW_INSTRUCTIONS,
};

/* The kernel's own events, which it tells apart by mode as well. */
static const struct perf_events software = {
	.type = PERF_TYPE_SOFTWARE,
	.cycles = PERF_COUNT_SW_CONTEXT_SWITCHES,
	.instructions = PERF_COUNT_SW_PAGE_FAULTS,
};

const struct perf_events *perf_events_of(uint64_t perf)
{
	switch (perf) {
	case URINGLAB_PERF_hardware:
		return &hardware;
	case URINGLAB_PERF_software:
		return &software;
	default:
		return NULL;
	}
}

static bool is_of_kernel(enum perf_count count)
{
	return count >= PERF_CYCLES_KERNEL;
}

/* Opens one for this thread, on whatever CPU it is: a descriptor or -1. */
static int open_one(const struct perf_events *events, enum perf_count count,
		    int leader)
{
	bool cycles = count == PERF_CYCLES_USER || count == PERF_CYCLES_KERNEL;
	struct perf_event_attr attr = {
		.type = events->type,
		.size = sizeof(attr),
		.config = cycles ? events->cycles : events->instructions,
		.read_format = PERF_FORMAT_GROUP |
			       PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.exclude_user = is_of_kernel(count),
		.exclude_kernel = !is_of_kernel(count),
		/* A hypervisor below is neither. */
		.exclude_hv = 1,
	};

	return syscall(SYS_perf_event_open, &attr, 0, -1, leader,
		       PERF_FLAG_FD_CLOEXEC);
}

static void close_from(struct perf *p, unsigned first)
{
	while (p->opened > first)
		close(p->fds[--p->opened]);
}

void perf_init(struct perf *p)
{
	*p = (struct perf){ 0 };
}

void perf_open(struct perf *p, const struct perf_events *events)
{
	perf_init(p);
	while (p->opened < PERF_COUNTS) {
		int leader = p->opened ? p->fds[0] : -1;
		int fd = open_one(events, p->opened, leader);

		if (fd < 0) {
			p->error = errno;
			close_from(p, is_of_kernel(p->opened) ?
					      PERF_CYCLES_KERNEL :
					      0);
			return;
		}
		p->fds[p->opened++] = fd;
	}
}

void perf_close(struct perf *p)
{
	close_from(p, 0);
}

struct perf_reading perf_read(const struct perf *p)
{
	/* As PERF_FORMAT_GROUP in perf_event_open(2) has it. */
	struct {
		uint64_t nr, enabled_ns, running_ns, values[PERF_COUNTS];
	} group;
	ssize_t bytes = (3 + p->opened) * sizeof(uint64_t);
	struct perf_reading now = { .enabled_ns = 0 };

	for (unsigned i = 0; i < PERF_COUNTS; i++)
		now.counts[i] = UINT64_MAX;
	if (!p->opened || read(p->fds[0], &group, sizeof(group)) != bytes)
		return now;
	now.enabled_ns = group.enabled_ns;
	now.running_ns = group.running_ns;
	for (unsigned i = 0; i < p->opened; i++)
		now.counts[i] = group.values[i];
	return now;
}

/* Whether the counters had the CPU's between two readings. */
static bool is_exact(const struct perf_reading *start,
		     const struct perf_reading *end)
{
	return end->running_ns - start->running_ns >=
	       end->enabled_ns - start->enabled_ns;
}

void perf_add(struct uringlab_worker_result *r,
	      const struct perf_reading *start, const struct perf_reading *end)
{
	uint64_t *const sums[PERF_COUNTS] = {
		[PERF_CYCLES_USER] = &r->cycles_user,
		[PERF_CYCLES_KERNEL] = &r->cycles_kernel,
		[PERF_INSTRUCTIONS_USER] = &r->instructions_user,
		[PERF_INSTRUCTIONS_KERNEL] = &r->instructions_kernel,
	};
	bool exact = is_exact(start, end);

	for (unsigned i = 0; i < PERF_COUNTS; i++) {
		bool known = exact && *sums[i] != UINT64_MAX &&
			     start->counts[i] != UINT64_MAX &&
			     end->counts[i] != UINT64_MAX;

		*sums[i] = known ? *sums[i] + end->counts[i] -
					   start->counts[i] :
				   UINT64_MAX;
	}
	r->perf_enabled_ns += end->enabled_ns - start->enabled_ns;
	r->perf_running_ns += end->running_ns - start->running_ns;
}

int64_t uringlab_probe_perf(uint64_t kernel)
{
	struct perf p;
	bool counts;

	perf_open(&p, &hardware);
	counts = p.opened > (kernel ? PERF_CYCLES_KERNEL : 0);
	perf_close(&p);
	return counts ? 0 : -p.error;
}
