#include "snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "../clock.h"
#include "json.h"
#include "maps.h"
#include "symbols.h"
#include "watch.h"

static const char *const kinds[] = {
	[KIND_user] = "user",
	[KIND_sq] = "sq",
	[KIND_wq] = "wq",
	/* It has not run far enough to matter. */
	[KIND_unnamed] = "wq",
};

static void write_symbol(const char *name, uint64_t address)
{
	const char *symbol = symbol_at(address);
	char hexadecimal[19];

	if (!address)
		symbol = "";
	if (!symbol) {
		snprintf(hexadecimal, sizeof(hexadecimal), "0x%" PRIx64,
			 address);
		symbol = hexadecimal;
	}
	json_string(name, symbol);
}

static void write_numbers(const char *name, const __u64 *numbers, size_t count)
{
	json_open(name, '[');
	for (size_t i = 0; i < count; i++)
		json_number(NULL, numbers[i]);
	json_close(']');
}

static void write_thread(const void *key, const void *value)
{
	const struct thread *thread = value;
	const __u32 *global = key;

	json_open(NULL, '{');
	json_number("tid", thread->tid);
	json_number("globalTid", *global);
	json_number("pid", thread->pid);
	json_string("kind", kinds[thread->kind % 4]);
	json_string("comm", thread->comm);
	write_numbers("counts", thread->counts, THREAD_COUNTS_END);
	write_numbers("runs", thread->runs, RUN_CLASSES_END);
	write_numbers("wakes", thread->wakes, WAKE_CLASSES_END);
	json_close('}');
}

static void write_ipi(const void *key, const void *value)
{
	const struct ipi_key *ipi = key;

	json_open(NULL, '{');
	json_number("cpu", ipi->cpu);
	write_symbol("from", ipi->callsite);
	write_symbol("callback", ipi->callback);
	json_bool("ours", ipi->ours);
	json_number("count", *(const __u64 *)value);
	json_close('}');
}

static void write_syscall(const void *key, const void *value)
{
	json_open(NULL, '{');
	json_number("number", *(const __u32 *)key);
	json_number("count", *(const __u64 *)value);
	json_close('}');
}

static void write_callback(const void *key, const void *value)
{
	json_open(NULL, '{');
	write_symbol("function", *(const __u64 *)key);
	json_number("count", *(const __u64 *)value);
	json_close('}');
}

/* Frames that may be the tracer's own: its program and how it was called. */
#define OWN_FRAMES 5

/* The first frame beyond them. */
static size_t first_frame(const struct stack_key *stack)
{
	static const char *const own[] = { "bpf_prog_", "bpf_trace_run",
					   "__bpf_trace_", "__traceiter_" };
	size_t first = 0;

	for (size_t i = 0; i < OWN_FRAMES; i++) {
		const char *symbol = symbol_at(stack->frames[i]);

		for (size_t j = 0; symbol && j < sizeof(own) / sizeof(*own);
		     j++)
			if (!strncmp(symbol, own[j], strlen(own[j])))
				first = i + 1;
	}
	return first;
}

static void write_stack(const void *key, const void *value)
{
	const struct stack_key *stack = key;
	const struct stack_count *count = value;
	bool wake = stack->class >= RUN_CLASSES_END;

	json_open(NULL, '{');
	json_bool("wake", wake);
	json_number("class", stack->class - (wake ? RUN_CLASSES_END : 0));
	json_number("samples", count->samples);
	json_number("events", count->events);
	json_open("frames", '[');
	for (size_t i = first_frame(stack);
	     i < STACK_FRAMES && stack->frames[i]; i++)
		write_symbol(NULL, stack->frames[i]);
	json_close(']');
	json_close('}');
}

struct writer {
	void (*write)(const void *key, const void *value);
};

static void write_entry(const void *key, const void *value, void *context)
{
	const struct writer *writer = context;

	writer->write(key, value);
}

/* Writes a map as a list. */
static int write_map(const struct tracer *tracer, const char *name,
		      void (*write)(const void *key, const void *value))
{
	struct writer writer = { write };

	int ret;

	json_open(name, '[');
	ret = map_each(tracer_map(tracer, name), write_entry, &writer);
	json_close(']');
	return ret;
}

/* How often a program ran, and how often the kernel left it out. */
static int write_program(const struct tracer *tracer, int program, int cpus)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info), key = program;
	__u64 *counts = calloc(cpus, sizeof(*counts)), sum = 0;
	int fd = bpf_program__fd(tracer_program(tracer, program));

	if (!counts)
		return -ENOMEM;
	if (bpf_map_lookup_elem(tracer_map(tracer, "fired"), &key, counts) ||
	    bpf_obj_get_info_by_fd(fd, &info, &size)) {
		int ret = -errno;

		free(counts);
		return ret;
	}
	for (int i = 0; i < cpus; i++)
		sum += counts[i];
	free(counts);
	json_open(NULL, '{');
	json_string("name", program_names[program]);
	json_number("fired", sum);
	json_number("missed", info.recursion_misses);
	json_number("timedRuns", info.run_cnt);
	json_number("timedNs", info.run_time_ns);
	json_close('}');
	return 0;
}

static int write_maps(const struct tracer *tracer)
{
	static const struct {
		const char *name;
		void (*write)(const void *key, const void *value);
	} maps[] = {
		{ "threads", write_thread },	 { "ipis", write_ipi },
		{ "syscalls", write_syscall },	 { "callbacks", write_callback },
		{ "stacks", write_stack },
	};
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < sizeof(maps) / sizeof(*maps); i++)
		ret = write_map(tracer, maps[i].name, maps[i].write);
	return ret;
}

int write_snapshot(struct tracer *tracer)
{
	const volatile struct live *live = tracer->live;
	int ret, cpus = libbpf_num_possible_cpus();

	json_open(NULL, '{');
	json_string("type", "snapshot");
	json_big("atNs", now_ns());
	json_big("startNs", live->start_ns);
	json_big("endNs", live->end_ns);
	ret = write_maps(tracer);
	if (ret)
		return ret;
	json_number("kicksOfOthers", live->kicks_of_others);
	json_open("failed", '{');
	json_number("threads", live->failed_threads);
	json_number("ipis", live->failed_ipis);
	json_number("syscalls", live->failed_syscalls);
	json_number("callbacks", live->failed_callbacks);
	json_number("stacks", live->failed_stacks);
	json_number("processes", live->failed_processes);
	json_number("rings", live->failed_rings);
	json_number("requests", live->failed_requests);
	json_number("failures", live->failed_failures);
	json_number("latencies", live->failed_latencies);
	json_number("punts", live->failed_punts);
	json_close('}');
	json_open("programs", '[');
	for (int i = 0; i < PROGRAMS_END; i++) {
		if (tracer->probes[i].state != PROBE_seen)
			continue;
		ret = write_program(tracer, i, cpus);
		if (ret)
			return ret;
	}
	json_close(']');
	if (tracer->watch) {
		ret = write_watched(tracer);
		if (ret)
			return ret;
		end_timing(tracer);
	}
	json_close('}');
	return json_end();
}
