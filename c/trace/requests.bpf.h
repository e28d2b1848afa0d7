/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * With --watch: requests by ring and opcode, whose counts are exact.
 */
#ifndef URINGLAB_REQUESTS_BPF_H
#define URINGLAB_REQUESTS_BPF_H

#include "latency.bpf.h"
#include "rings.bpf.h"
#include "state.bpf.h"

/* include/uapi/linux/io_uring.h */
#define IOSQE_FIXED_FILE (1 << 0)
#define IOSQE_IO_LINK (1 << 2)
#define IOSQE_IO_HARDLINK (1 << 3)
#define IOSQE_ASYNC (1 << 4)
#define IOSQE_CQE_SKIP_SUCCESS (1 << 6)
#define IORING_CQE_F_MORE (1 << 1)
#define IORING_CQE_F_NOTIF (1 << 3)
#define IORING_SETUP_SUBMIT_ALL (1 << 7)
#define IORING_RECV_MULTISHOT (1 << 1)
#define IORING_RECVSEND_FIXED_BUF (1 << 2)
#define IORING_TIMEOUT_MULTISHOT (1 << 6)
/* include/uapi/linux/eventpoll.h */
#define EPOLLONESHOT (1U << 30)

enum {
	OP_READV = 1,
	OP_WRITEV = 2,
	OP_READ_FIXED = 4,
	OP_WRITE_FIXED = 5,
	OP_POLL_ADD = 6,
	OP_RECVMSG = 10,
	OP_TIMEOUT = 11,
	OP_ACCEPT = 13,
	OP_READ = 22,
	OP_WRITE = 23,
	OP_SEND = 26,
	OP_RECV = 27,
	OP_SEND_ZC = 47,
	OP_SENDMSG_ZC = 48,
	OP_READ_MULTISHOT = 49,
	OP_READV_FIXED = 60,
	OP_WRITEV_FIXED = 61,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct request_key);
	__type(value, __u64);
} failures SEC(".maps");

/*
 * Requests that post many CQEs: those before the last do not say of which
 * request they are, but have its user data.
 */
struct multishot_key {
	__u64 ring;
	__u64 user_data;
};

struct multishot {
	__u32 opcode;
	__u32 unused;
	/* 0: its first CQE was posted. */
	__u64 start_ns;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct multishot_key);
	__type(value, struct multishot);
} multishots SEC(".maps");

/* Where a ring's requests of an opcode are counted; 0: there is no room. */
static __always_inline __u32 requests_number(__u32 ring_number,
					     struct ring *ring, __u8 opcode)
{
	__u32 *known = &ring->requests[opcode & (OPCODES - 1)];
	__u32 number = *known, before;
	struct requests *made;

	if (number)
		return number;
	if (live.requests >= REQUESTS_MAX - 1)
		goto failed;
	number = __sync_fetch_and_add(&live.requests, 1) + 1;
	made = bpf_map_lookup_elem(&requests, &number);
	if (!made)
		goto failed;
	made->ring = ring_number;
	made->opcode = opcode;
	before = __sync_val_compare_and_swap(known, 0, number);
	if (!before)
		return number;
	/* Another CPU was faster. */
	made->ring = 0;
	return before;
failed:
	add((__u64 *)&live.failed_requests, 1);
	return 0;
}

/* What an opcode has in its request, behind the file. */
#define REQUEST_FIELD(req, type, field) \
	({ \
		typeof(((type *)0)->field) value = 0; \
		const void *at = (const void *)(req) + \
				 bpf_core_field_offset(struct io_kiocb, cmd); \
		if (bpf_core_field_exists(struct io_kiocb, cmd) && \
		    bpf_core_field_exists(((type *)0)->field)) \
			bpf_core_read(&value, sizeof(value), \
				      &((const type *)at)->field); \
		value; \
	})

static __always_inline bool is_read_or_write(__u8 opcode)
{
	return opcode == OP_READ || opcode == OP_WRITE ||
	       opcode == OP_READ_FIXED || opcode == OP_WRITE_FIXED;
}

struct iovec {
	__u64 base;
	__u64 length;
};

/* Of more pieces the size is not known. */
#define PIECES_MAX 8

/* The bytes that a request asks for; 0: it is not known. */
static __always_inline __u64 asked_bytes(const struct io_kiocb *req,
					 __u8 opcode)
{
	__u64 sum = 0, pieces;
	const struct iovec *vector;

	if (is_read_or_write(opcode))
		return REQUEST_FIELD(req, struct io_rw, len);
	if (opcode == OP_SEND || opcode == OP_RECV || opcode == OP_SEND_ZC)
		return REQUEST_FIELD(req, struct io_sr_msg, len);
	if (opcode != OP_READV && opcode != OP_WRITEV)
		return 0;
	vector = (const void *)REQUEST_FIELD(req, struct io_rw, addr);
	pieces = REQUEST_FIELD(req, struct io_rw, len);
	if (pieces > PIECES_MAX)
		return 0;
	for (__u32 i = 0; i < PIECES_MAX && i < pieces; i++) {
		struct iovec piece;

		if (bpf_probe_read_user(&piece, sizeof(piece), &vector[i]))
			return 0;
		sum += piece.length;
	}
	return sum;
}

static __always_inline bool has_fixed_buffer(const struct io_kiocb *req,
					     __u8 opcode)
{
	switch (opcode) {
	case OP_READ_FIXED:
	case OP_WRITE_FIXED:
	case OP_READV_FIXED:
	case OP_WRITEV_FIXED:
		return true;
	case OP_SEND:
	case OP_SEND_ZC:
	case OP_SENDMSG_ZC:
		return REQUEST_FIELD(req, struct io_sr_msg, flags) &
		       IORING_RECVSEND_FIXED_BUF;
	default:
		return false;
	}
}

static __always_inline bool can_be_multishot(__u8 opcode)
{
	return opcode == OP_POLL_ADD || opcode == OP_RECVMSG ||
	       opcode == OP_TIMEOUT || opcode == OP_ACCEPT ||
	       opcode == OP_RECV || opcode == OP_READ_MULTISHOT;
}

static __always_inline bool is_multishot(const struct io_kiocb *req,
					 __u8 opcode)
{
	__u32 flags = 0;

	switch (opcode) {
	case OP_POLL_ADD:
		return !(REQUEST_FIELD(req, struct io_poll, events) &
			 EPOLLONESHOT);
	case OP_TIMEOUT:
		if (bpf_core_field_exists(struct io_timeout_data, flags)) {
			const struct io_timeout_data *data = req->async_data;

			bpf_core_read(&flags, sizeof(flags), &data->flags);
		}
		return flags & IORING_TIMEOUT_MULTISHOT;
	case OP_RECV:
	case OP_RECVMSG:
		return req->flags & settings.multishot_flag;
	case OP_ACCEPT:
		return req->flags & settings.multishot_flag;
	default:
		return opcode == OP_READ_MULTISHOT;
	}
}

static __always_inline void count_properties(const struct io_kiocb *req,
					     __u8 opcode, struct requests *of)
{
	__u64 bytes = asked_bytes(req, opcode);
	__u32 flags = req->flags;

	add(&of->counts[REQUEST_submitted], 1);
	if (bytes) {
		add(&of->counts[REQUEST_sized], 1);
		add(&of->counts[REQUEST_bytes], bytes);
	}
	if (flags & (IOSQE_IO_LINK | IOSQE_IO_HARDLINK))
		add(&of->counts[REQUEST_linked], 1);
	if (flags & IOSQE_FIXED_FILE)
		add(&of->counts[REQUEST_fixed_file], 1);
	if (flags & IOSQE_CQE_SKIP_SUCCESS)
		add(&of->counts[REQUEST_silent], 1);
	if (has_fixed_buffer(req, opcode))
		add(&of->counts[REQUEST_fixed_buffer], 1);
}

static __always_inline void time_request(const struct io_kiocb *req,
					 __u8 opcode, __u64 now)
{
	__u32 weight;

	/* A multishot request has no timer, but its predecessor may have left one. */
	if (can_be_multishot(opcode) && is_multishot(req, opcode)) {
		struct multishot_key key = {
			.ring = (__u64)req->ctx,
			.user_data = req->cqe.user_data,
		};
		struct multishot shot = { .opcode = opcode, .start_ns = now };

		forget_timer((__u64)req);
		if (bpf_map_update_elem(&multishots, &key, &shot, BPF_ANY))
			add((__u64 *)&live.failed_requests, 1);
		return;
	}
	weight = choose_weight(now);
	if (weight)
		start_timer((__u64)req, now, weight);
	else
		forget_timer((__u64)req);
}

/* A request, with which a call or a round of the SQ thread may begin. */
static __always_inline void count_request(const struct io_kiocb *req,
					  const struct thread *thread,
					  __u64 now, bool refused)
{
	struct io_ring_ctx *ctx = req->ctx;
	__u32 number = ring_number(ctx), requests_of;
	struct ring *ring = ring_at(number);
	struct requests *of;
	__u8 opcode = req->opcode;
	bool first;

	if (!number || !ring)
		return;
	note_submitter(number, ring, thread);
	first = !ring->left;
	if (first)
		ring->left = ctx->submit_state.submit_nr;
	if (ring->left)
		ring->left--;
	/* What a call has not submitted yet is left out. */
	if (refused && !(ring->flags & IORING_SETUP_SUBMIT_ALL) &&
	    !(req->flags & (IOSQE_IO_LINK | IOSQE_IO_HARDLINK)))
		ring->left = 0;
	if (!is_in_window(now))
		return;
	if (first)
		count_ring(ring, RING_submit_calls);
	requests_of = requests_number(number, ring, opcode);
	of = bpf_map_lookup_elem(&requests, &requests_of);
	if (!requests_of || !of)
		return;
	/* A refused request's fields may not be set. */
	if (refused) {
		add(&of->counts[REQUEST_submitted], 1);
		forget_timer((__u64)req);
		return;
	}
	count_properties(req, opcode, of);
	time_request(req, opcode, now);
}

/* Of a zero-copy send IORING_CQE_F_MORE announces its notification. */
static __always_inline bool announces_another(__u8 opcode, __u32 flags)
{
	return flags & IORING_CQE_F_MORE && opcode != OP_SEND_ZC &&
	       opcode != OP_SENDMSG_ZC;
}

static __always_inline void count_result(__u32 requests_of,
					 struct requests *of, int result,
					 __u32 flags)
{
	struct request_key key = {
		.requests = requests_of,
		.which = -result,
	};

	add(&of->counts[REQUEST_completed], 1);
	if (announces_another(of->opcode, flags))
		add(&of->counts[REQUEST_multishot], 1);
	if (result < 0)
		count_key(&failures, &key, &live.failed_failures);
}

/* The latency of a multishot request is that of its first CQE. */
static __always_inline void count_first_shot(struct multishot *shot,
					     __u32 requests_of)
{
	__u64 start = shot->start_ns;

	if (!start)
		return;
	shot->start_ns = 0;
	count_latency(requests_of, bpf_ktime_get_ns() - start, 1);
}

/* A CQE that does not say of which request it is. */
static __always_inline void count_shot(__u32 number, struct ring *ring,
				       const struct multishot_key *key,
				       int result, __u32 flags)
{
	struct multishot *shot = bpf_map_lookup_elem(&multishots, key);
	struct requests *of;
	__u32 requests_of;

	if (!shot) {
		count_ring(ring, RING_unattributed);
		return;
	}
	requests_of = requests_number(number, ring, shot->opcode);
	of = bpf_map_lookup_elem(&requests, &requests_of);
	if (!requests_of || !of)
		return;
	count_result(requests_of, of, result, flags);
	count_first_shot(shot, requests_of);
}

static __always_inline void count_completion(const void *ctx,
					     const void *request,
					     __u64 user_data, int result,
					     __u32 flags)
{
	const struct io_kiocb *req = request;
	struct multishot_key key = {
		.ring = (__u64)ctx,
		.user_data = user_data,
	};
	__u32 number = ring_number(ctx), requests_of;
	struct ring *ring = ring_at(number);
	struct multishot *shot;
	struct requests *of;
	__u8 opcode = 0;

	if (!number || !ring || !in_window())
		return;
	if (flags & IORING_CQE_F_NOTIF) {
		count_ring(ring, RING_notifications);
		return;
	}
	if (!req) {
		count_shot(number, ring, &key, result, flags);
		return;
	}
	bpf_core_read(&opcode, sizeof(opcode), &req->opcode);
	requests_of = requests_number(number, ring, opcode);
	of = bpf_map_lookup_elem(&requests, &requests_of);
	if (!requests_of || !of)
		return;
	count_result(requests_of, of, result, flags);
	if (result > 0 && is_read_or_write(opcode) &&
	    (__u32)result < asked_bytes(req, opcode))
		add(&of->short_results, 1);
	stop_timer((__u64)request, requests_of);
	if (!can_be_multishot(opcode))
		return;
	shot = bpf_map_lookup_elem(&multishots, &key);
	if (!shot || shot->opcode != opcode)
		return;
	count_first_shot(shot, requests_of);
	if (!(flags & IORING_CQE_F_MORE))
		bpf_map_delete_elem(&multishots, &key);
}

#endif
