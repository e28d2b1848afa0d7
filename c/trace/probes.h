/* The BPF programs: loaded and attached one by one where not all can be. */
#ifndef URINGLAB_TRACE_PROBES_H
#define URINGLAB_TRACE_PROBES_H

#include <linux/types.h>
#include <stdbool.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "names.h"

enum probe_state { PROBE_not_seen, PROBE_not_needed, PROBE_seen };

struct probe {
	enum probe_state state;
	/* -errno and a sentence where it is not seen. */
	int error;
	char why[256];
	struct bpf_link *link;
};

struct tracer {
	struct bpf_object *object;
	struct probe probes[PROGRAMS_END];
	/* The programs' memory, while they run. */
	volatile struct live *live;
	/* Several processes and their rings: --watch. */
	bool watch;
	/* With --watch: open while the kernel times the programs; else -1. */
	int timing;
	/* Events of requests say of which one they are (6.0). */
	bool requests;
};

/* Names of programs and of what they are attached to. */
extern const char *const program_names[PROGRAMS_END];
extern const char *const program_events[PROGRAMS_END];
extern const char *const program_costs[PROGRAMS_END];

/* The processes to trace, by their numbers in our PID namespace. */
struct targets {
	const __u32 *pids;
	int count;
};

/*
 * Loads and attaches what this kernel takes; for a trial nothing is attached
 * that would be for certain, as attaching changes the kernel's code. 0 where
 * anything could be and there is one of the processes; else -errno, and the
 * probes say why.
 */
int tracer_start(struct tracer *tracer, struct settings *settings,
		 struct targets targets, bool trial);
/* Traces a process, too. -ESRCH: there is none of that number. */
int tracer_add(const struct tracer *tracer, __u32 pid);
/*
 * Runs an iterator of the object over what `info` limits it to; NULL: over
 * everything. 0 or -errno.
 */
int tracer_iterate(const struct tracer *tracer, const char *program,
		   union bpf_iter_link_info *info);
struct bpf_program *tracer_program(const struct tracer *tracer, int program);
/* The descriptor of a map of the object. */
int tracer_map(const struct tracer *tracer, const char *name);

#endif
