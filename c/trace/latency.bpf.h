/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * With --watch: how long requests take from submission to completion: all of
 * them, or, where there are many, some chosen at random that stand for the rest.
 */
#ifndef URINGLAB_LATENCY_BPF_H
#define URINGLAB_LATENCY_BPF_H

#include "rings.bpf.h"
#include "state.bpf.h"

/* A power of two: requests that are timed at once. */
#define TIMERS_LOG2 14

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct request_key);
	__type(value, __u64);
} latencies SEC(".maps");

/*
 * A request that is timed, at a place made of its address: looking there costs
 * a completion less than a hash map does, of which most are not timed.
 */
struct timer {
	__u64 request;
	__u64 start_ns;
	__u32 weight;
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << TIMERS_LOG2);
	__type(key, __u32);
	__type(value, struct timer);
} timers SEC(".maps");

static __always_inline __u32 log2_of(__u64 value)
{
	__u32 log2 = 0;

	for (int bit = 32; bit; bit >>= 1) {
		if (value >> bit) {
			value >>= bit;
			log2 += bit;
		}
	}
	return log2;
}

static __always_inline __u32 latency_bucket(__u64 ns)
{
	__u32 shift;

	if (ns < LATENCY_PARTS)
		return ns;
	shift = log2_of(ns) - LATENCY_PARTS_LOG2;
	return (shift + 1) * LATENCY_PARTS +
	       (ns >> shift & (LATENCY_PARTS - 1));
}

static __always_inline void count_latency(__u32 number, __u64 ns, __u32 weight)
{
	struct requests *of = bpf_map_lookup_elem(&requests, &number);
	struct request_key key = {
		.requests = number,
		.which = latency_bucket(ns),
	};

	if (!of)
		return;
	add(&of->samples, 1);
	add(&of->sum_ns, ns * weight);
	/* Two at once may leave the smaller one, of the same moment. */
	if (ns > of->max_ns)
		of->max_ns = ns;
	add_key(&latencies, &key, weight, &live.failed_latencies);
}

/* Between two that are timed on a CPU, ns. */
#define OFTEN_NS 20000
#define SELDOM_NS 100000
/* After so long the next one is timed in any case. */
#define LONG_NS 1000000
#define INTERVAL_MAX 64

/* So many words are drawn at most: of 64 they are all 0 in 1 of 3000 cases. */
#define DRAWS 16

/*
 * How many requests to pass before the next one, each of which is taken with
 * probability 1 / interval, a power of two: the place of the first bit that is
 * set of those that are set with that probability.
 */
static __always_inline __u32 draw_skip(__u32 interval)
{
	__u32 skip = 0;

	for (int i = 0; i < DRAWS; i++) {
		__u32 word = ~0U;

		for (__u32 bit = INTERVAL_MAX; bit > 1; bit >>= 1)
			if (interval >= bit)
				word &= bpf_get_prandom_u32();
		if (word)
			return skip + log2_of(word & -word);
		skip += 32;
	}
	return skip;
}

/*
 * How many requests this one stands for, if it is to be timed; else 0. Whether
 * a request is timed does not depend on how long ago another one was: if it
 * did, some places of a batch would be met more often than others, and batches
 * whose first requests take longer than the last have other percentiles then.
 */
static __always_inline __u32 choose_weight(__u64 now)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());
	__u32 interval, weight;
	__u64 since;

	if (!cpu)
		return 0;
	since = now - cpu->timed_ns;
	if (cpu->skip && since < LONG_NS) {
		cpu->skip--;
		return 0;
	}
	interval = cpu->interval ? cpu->interval : 1;
	/* What is timed in any case stands for itself alone. */
	weight = since < LONG_NS ? interval : 1;
	if (since < OFTEN_NS && interval < INTERVAL_MAX)
		interval *= 2;
	else if (since > SELDOM_NS && interval > 1)
		interval /= 2;
	cpu->timed_ns = now;
	cpu->interval = interval;
	cpu->skip = draw_skip(interval);
	return weight;
}

static __always_inline struct timer *timer_of(__u64 request)
{
	__u32 low;
	__u32 place;

	/* The verifier lets nobody multiply a pointer, but copy its half. */
	asm volatile("%0 = %1" : "=w"(low) : "w"((__u32)request));
	place = low * 0x9e3779b9U >> (32 - TIMERS_LOG2);
	return bpf_map_lookup_elem(&timers, &place);
}

/* A place is kept for so long; requests that never complete leave theirs. */
#define TIMER_NS 10000000000ULL

static __always_inline void start_timer(__u64 request, __u64 now, __u32 weight)
{
	struct timer *timer = timer_of(request);

	if (!timer || (timer->request && timer->request != request &&
		       now - timer->start_ns < TIMER_NS))
		return;
	timer->request = request;
	timer->start_ns = now;
	timer->weight = weight;
}

/* A request that is submitted again was freed without a CQE before. */
static __always_inline void forget_timer(__u64 request)
{
	struct timer *timer = timer_of(request);

	if (timer && timer->request == request)
		timer->request = 0;
}

static __always_inline void stop_timer(__u64 request, __u32 number)
{
	struct timer *timer = timer_of(request);
	__u64 start;
	__u32 weight;

	if (!timer || timer->request != request)
		return;
	start = timer->start_ns;
	weight = timer->weight;
	timer->request = 0;
	count_latency(number, bpf_ktime_get_ns() - start, weight);
}

#endif
