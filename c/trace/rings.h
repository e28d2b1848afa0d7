/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What --watch counts besides threads: processes, rings, their requests by
 * opcode, and requests given to io-wq. Values of maps, as in names.h.
 */
#ifndef URINGLAB_TRACE_RINGS_H
#define URINGLAB_TRACE_RINGS_H

/* Of a ring; lib/trace/capture/rings.ts says what each is. */
#define RING_COUNTS(X) \
	X(submit_calls, "submitCalls") \
	X(waits, "waits") \
	X(waits_only, "waitsOnly") \
	X(overflows, "overflows") \
	X(unattributed, "unattributed") \
	X(notifications, "notifications") \
	X(local_runs, "localRuns") \
	X(local_items, "localItems")

/* Of a ring's requests of one opcode. */
#define REQUEST_COUNTS(X) \
	X(submitted, "submitted") \
	X(completed, "completed") \
	X(sized, "sized") \
	X(bytes, "bytesAsked") \
	X(linked, "linked") \
	X(multishot, "multishot") \
	X(fixed_file, "fixedFile") \
	X(fixed_buffer, "fixedBuffer") \
	X(silent, "silent")

#define NAMED_RING_COUNT(name, json) RING_##name,
#define NAMED_REQUEST_COUNT(name, json) REQUEST_##name,
enum ring_count { RING_COUNTS(NAMED_RING_COUNT) RING_COUNTS_END };
enum request_count { REQUEST_COUNTS(NAMED_REQUEST_COUNT) REQUEST_COUNTS_END };

/* A kernel has fewer; req->opcode has room for twice as many. */
#define OPCODES 128

/* A watched process; the key is its number in the first namespace. */
struct process {
	/* Its number in the loader's PID namespace. */
	__u32 pid;
	__u32 unused;
	/* Its first ring was seen: it is kept when it ends. 0: there was none. */
	__u64 used_ns;
	/* 0: it lives. */
	__u64 ended_ns;
	char comm[16];
};

/* A ring; the key is its number in the order in which they were seen. */
struct ring {
	/* Of the kernel's io_ring_ctx; 0 where there is none of this number. */
	__u64 address;
	/* The process that made it, or in which it was found. */
	__u32 pid;
	/* Its descriptor there, and the scan that found it last. */
	__u32 fd;
	__u32 scan;
	/* Of that file, as fdinfo tells it; 0 before a scan has found it. */
	__u64 inode;
	/* IORING_SETUP_* */
	__u32 flags;
	__u32 sq_entries;
	__u32 cq_entries;
	/* The threads that are known already to submit and to wait. */
	__u32 submitter;
	__u32 waiter;
	/* What the running call has still to submit. */
	__u32 left;
	__u32 unused;
	__u64 counts[RING_COUNTS_END];
	__u64 capped_runs;
	/* Where the requests of each opcode are counted; 0: there were none. */
	__u32 requests[OPCODES];
};

/* A ring's requests of one opcode; the key is a number likewise, from 1. */
struct requests {
	__u32 ring;
	__u32 opcode;
	__u64 counts[REQUEST_COUNTS_END];
	/* Completions with fewer bytes than were asked for. */
	__u64 short_results;
	/* Latencies: how many were taken, and their sum, weighted. */
	__u64 samples;
	__u64 sum_ns;
	__u64 max_ns;
};

/* Of failures by errno, and of latencies by bucket. */
struct request_key {
	__u32 requests;
	__u32 which;
};

/*
 * Buckets of latencies: each ns below so many, then so many for each doubling;
 * PARTS in lib/trace/capture/latency.ts.
 */
#define LATENCY_PARTS_LOG2 5
#define LATENCY_PARTS (1 << LATENCY_PARTS_LOG2)

/* A thread that used a ring. */
enum ring_role { ROLE_submits = 1, ROLE_waits = 2 };

struct ring_thread_key {
	__u32 ring;
	/* In the first namespace. */
	__u32 tid;
};

struct ring_thread {
	/* In the loader's namespace. */
	__u32 tid;
	__u32 roles;
};

/* Requests that were given to io-wq: why, and of which file. */
struct punt_key {
	__u32 ring;
	__u8 opcode;
	__u8 forced;
	__u8 direct;
	/* It can be tried without waiting, such a request of such a file. */
	__u8 nowait;
	/* 0 without a file. */
	__u64 inode;
	__u32 device;
	/* i_mode & S_IFMT */
	__u32 type;
};

struct punt {
	__u64 count;
	char file[48];
	char filesystem[16];
};

#endif
