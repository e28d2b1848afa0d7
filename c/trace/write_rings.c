#include "write_rings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "maps.h"

/* A count of a hash map, by what it belongs to. */
struct owned {
	__u32 of;
	__u32 which;
	__u64 count;
};

/* Sorted by what they belong to, so that those of one are together. */
struct entries {
	struct owned *list;
	size_t count;
	size_t room;
	int error;
};

static void append(struct entries *entries, struct owned entry)
{
	if (entries->count == entries->room) {
		size_t room = entries->room ? 2 * entries->room : 256;
		struct owned *list =
			realloc(entries->list, room * sizeof(*list));

		if (!list) {
			entries->error = -ENOMEM;
			return;
		}
		entries->list = list;
		entries->room = room;
	}
	entries->list[entries->count++] = entry;
}

static void append_count(const void *key, const void *value, void *context)
{
	const struct request_key *of = key;

	append(context, (struct owned){ of->requests, of->which,
					*(const __u64 *)value });
}

static void append_thread(const void *key, const void *value, void *context)
{
	const struct ring_thread_key *of = key;
	const struct ring_thread *thread = value;

	append(context, (struct owned){ of->ring, thread->tid, thread->roles });
}

static int by_owner(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return (x->which > y->which) - (x->which < y->which);
}

static int read_entries(const struct tracer *tracer, const char *map,
			map_reader *read, struct entries *entries)
{
	int ret = map_each(tracer_map(tracer, map), read, entries);

	if (ret == 0)
		ret = entries->error;
	if (entries->count)
		qsort(entries->list, entries->count, sizeof(*entries->list),
		      by_owner);
	return ret;
}

/* The index of the first entry of an owner, or of a later one. */
static size_t first_of(const struct entries *entries, __u32 owner)
{
	size_t low = 0, high = entries->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entries->list[middle].of < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The smallest latency of a bucket, ns. */
static __u64 bucket_start(__u32 bucket)
{
	__u32 shift;

	if (bucket < LATENCY_PARTS)
		return bucket;
	shift = bucket / LATENCY_PARTS - 1;
	return (__u64)(LATENCY_PARTS + bucket % LATENCY_PARTS) << shift;
}

static __u64 as_it_is(__u32 which)
{
	return which;
}

static void write_pairs(const char *name, const struct entries *entries,
			__u32 owner, __u64 (*number)(__u32 which))
{
	size_t i = first_of(entries, owner);

	json_open(name, '[');
	for (; i < entries->count && entries->list[i].of == owner; i++) {
		json_open(NULL, '[');
		json_number(NULL, number(entries->list[i].which));
		json_number(NULL, entries->list[i].count);
		json_close(']');
	}
	json_close(']');
}

static void write_threads(const char *name, const struct entries *threads,
			  __u32 ring, enum ring_role role)
{
	size_t i = first_of(threads, ring);

	json_open(name, '[');
	for (; i < threads->count && threads->list[i].of == ring; i++)
		if (threads->list[i].count & role)
			json_number(NULL, threads->list[i].which);
	json_close(']');
}

struct snapshot {
	const struct tracer *tracer;
	struct entries failures;
	struct entries latencies;
	struct entries threads;
};

/* IORING_OP_READ_FIXED, WRITE_FIXED, READ, WRITE: as in requests.bpf.h. */
static bool tells_short(__u32 opcode)
{
	return opcode == 4 || opcode == 5 || opcode == 22 || opcode == 23;
}

#define REQUEST_COUNT(name, json) \
	json_number(json, requests->counts[REQUEST_##name]);

static void write_requests(const struct snapshot *snapshot, __u32 number,
			   const struct requests *requests)
{
	json_open(NULL, '{');
	json_number("opcode", requests->opcode);
	REQUEST_COUNTS(REQUEST_COUNT)
	if (tells_short(requests->opcode))
		json_number("short", requests->short_results);
	else
		json_null("short");
	write_pairs("failures", &snapshot->failures, number, as_it_is);
	json_open("latency", '{');
	write_pairs("counts", &snapshot->latencies, number, bucket_start);
	json_big("sumNs", requests->sum_ns);
	json_number("maxNs", requests->max_ns);
	json_number("samples", requests->samples);
	json_close('}');
	json_close('}');
}

static int write_all_requests(const struct snapshot *snapshot,
			      const struct ring *ring)
{
	int map = tracer_map(snapshot->tracer, "requests");

	json_open("requests", '[');
	for (size_t i = 0; i < OPCODES; i++) {
		struct requests requests;

		if (!ring->requests[i])
			continue;
		if (bpf_map_lookup_elem(map, &ring->requests[i], &requests))
			return -errno;
		write_requests(snapshot, ring->requests[i], &requests);
	}
	json_close(']');
	return 0;
}

#define RING_COUNT(name, json) json_number(json, ring->counts[RING_##name]);

static int write_ring(const struct snapshot *snapshot, __u32 number,
		      const struct ring *ring)
{
	const volatile struct live *live = snapshot->tracer->live;
	char id[16];
	int ret;

	snprintf(id, sizeof(id), "%u", number);
	json_open(NULL, '{');
	json_string("id", id);
	json_number("pid", ring->pid);
	json_bool("open", ring->scan == live->scan);
	if (ring->scan)
		json_number("fd", ring->fd);
	else
		json_null("fd");
	if (ring->inode)
		json_number("inode", ring->inode);
	else
		json_null("inode");
	json_number("flags", ring->flags);
	json_number("sqEntries", ring->sq_entries);
	json_number("cqEntries", ring->cq_entries);
	write_threads("submitters", &snapshot->threads, number, ROLE_submits);
	write_threads("waiters", &snapshot->threads, number, ROLE_waits);
	RING_COUNTS(RING_COUNT)
	if (live->limits_local_work)
		json_number("cappedRuns", ring->capped_runs);
	else
		json_null("cappedRuns");
	ret = write_all_requests(snapshot, ring);
	json_close('}');
	return ret;
}

static int write_all(const struct snapshot *snapshot)
{
	__u32 count = snapshot->tracer->live->rings;
	int map = tracer_map(snapshot->tracer, "rings"), ret = 0;

	json_open("rings", '[');
	for (__u32 number = 1; ret == 0 && number <= count; number++) {
		struct ring ring;

		if (bpf_map_lookup_elem(map, &number, &ring))
			return -errno;
		/* Another CPU was faster to make it. */
		if (ring.address)
			ret = write_ring(snapshot, number, &ring);
	}
	json_close(']');
	return ret;
}

int write_rings(const struct tracer *tracer)
{
	struct snapshot snapshot = { .tracer = tracer };
	int ret = read_entries(tracer, "failures", append_count,
			       &snapshot.failures);

	if (ret == 0)
		ret = read_entries(tracer, "latencies", append_count,
				   &snapshot.latencies);
	if (ret == 0)
		ret = read_entries(tracer, "ring_threads", append_thread,
				   &snapshot.threads);
	if (ret == 0)
		ret = write_all(&snapshot);
	free(snapshot.failures.list);
	free(snapshot.latencies.list);
	free(snapshot.threads.list);
	return ret;
}
