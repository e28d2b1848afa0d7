/*
 * bare_echo LOOP CPU FAR_CPU CONNECTIONS SECONDS RAMP: as many messages there
 * and back over TCP as go with the least that can be done for each, and nothing
 * measured but the whole, after a ramp of so many seconds. LOOP is epoll,
 * io_uring or defer. The far ends are the waker's of the library and the flags
 * of a message are those of its cells, so that they can be compared with this;
 * what calls the kernel is glibc, as in programs (the library does not: call.h).
 * Prints messages, nanoseconds, of these in user mode and in the kernel, and
 * how many system calls the loop made.
 */
#include <liburing.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "../affinity.h"
#include "../clock.h"
#include "../compat.h"
#include "../echo.h"
#include "check.h"

#define BYTES 64
#define BATCH 64
#define SENT (UINT64_C(1) << 32)

static struct wake wake = { .load = URINGLAB_LOAD_tcp, .message_bytes = BYTES };
static uint64_t far_cpu, calls;
static char message[BYTES], (*buffers)[BYTES];

static void bind_to(uint64_t cpu)
{
	struct cpu_mask mask;

	cpu_mask_of(&mask, &cpu, 1);
	CHECK(bind_thread(0, &mask), ==, 0);
}

static void *answer(void *argument)
{
	char buffer[ECHO_BYTES] = { 0 };
	int epoll = echo_open();

	(void)argument;
	bind_to(far_cpu);
	CHECK(epoll, >=, 0);
	CHECK(echo_add(epoll, &wake), ==, 0);
	while (!echo_serve(epoll, buffer))
		;
	return NULL;
}

static void send_to(unsigned i)
{
	CHECK(send(wake.read_fds[i], message, BYTES, MSG_NOSIGNAL), ==, BYTES);
}

/* One round by epoll: how many messages have come. */
static unsigned round_of_epoll(int epoll)
{
	struct epoll_event events[BATCH];
	int count = epoll_wait(epoll, events, BATCH, -1);

	calls += 1 + 2 * count;
	for (int e = 0; e < count; e++) {
		unsigned i = events[e].data.u32;

		CHECK(recv(wake.read_fds[i], buffers[i], BYTES, MSG_WAITALL),
		      ==, BYTES);
		send_to(i);
	}
	return count;
}

static void prepare(struct io_uring *ring, unsigned i)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	io_uring_prep_send(sqe, wake.read_fds[i], message, BYTES, MSG_NOSIGNAL);
	sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	sqe->user_data = SENT;
	sqe = io_uring_get_sqe(ring);
	io_uring_prep_recv(sqe, wake.read_fds[i], buffers[i], BYTES,
			   MSG_WAITALL);
	sqe->user_data = i;
}

static unsigned round_of_ring(struct io_uring *ring)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0;

	CHECK(io_uring_submit_and_wait(ring, 1), >=, 0);
	calls++;
	io_uring_for_each_cqe(ring, head, cqe) {
		CHECK(cqe->res, ==, BYTES);
		CHECK(cqe->user_data, <, SENT);
		seen++;
		prepare(ring, cqe->user_data);
		if (seen == BATCH)
			break;
	}
	io_uring_cq_advance(ring, seen);
	return seen;
}

static uint64_t ns_of(struct timeval t)
{
	return t.tv_sec * NSEC_PER_SEC + t.tv_usec * UINT64_C(1000);
}

int main(int count, char **words)
{
	bool by_epoll = count > 1 && !strcmp(words[1], "epoll");
	bool defers = count > 1 && !strcmp(words[1], "defer");
	unsigned setup = defers ? IORING_SETUP_SINGLE_ISSUER |
					  IORING_SETUP_DEFER_TASKRUN :
				  0;
	uint64_t messages = 0, start = 0, now, end_ns, ramp_ns;
	struct rusage before = { 0 }, after;
	enum uringlab_step step;
	struct io_uring ring;
	pthread_t thread;
	int epoll = -1;

	if (count != 7) {
		fprintf(stderr, "bare_echo LOOP CPU FAR_CPU CONNECTIONS SECONDS "
				"RAMP\n");
		return 2;
	}
	alarm(0);
	bind_to(strtoul(words[2], NULL, 10));
	far_cpu = strtoul(words[3], NULL, 10);
	wake.iodepth = wake.ends = strtoul(words[4], NULL, 10);
	end_ns = strtod(words[5], NULL) * NSEC_PER_SEC;
	ramp_ns = strtod(words[6], NULL) * NSEC_PER_SEC;
	wake.read_fds = calloc(wake.iodepth, sizeof(int));
	wake.write_fds = calloc(wake.iodepth, sizeof(int));
	wake.far_ends = calloc(wake.iodepth, sizeof(*wake.far_ends));
	wake.parts = calloc(wake.iodepth, BYTES);
	buffers = calloc(wake.iodepth, BYTES);
	CHECK(wake_open(&wake, &step), ==, 0);
	CHECK(pthread_create(&thread, NULL, answer, NULL), ==, 0);
	if (by_epoll)
		epoll = echo_open();
	else
		CHECK(io_uring_queue_init(2 * wake.iodepth, &ring, setup), ==, 0);
	for (unsigned i = 0; i < wake.iodepth; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

		if (!by_epoll) {
			prepare(&ring, i);
			continue;
		}
		CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, wake.read_fds[i], &event),
		      ==, 0);
		send_to(i);
	}
	for (uint64_t began = now = now_ns(); !start || now - start < end_ns;
	     now = now_ns()) {
		if (!start && now - began >= ramp_ns) {
			start = now;
			messages = calls = 0;
			getrusage(RUSAGE_THREAD, &before);
		}
		messages += by_epoll ? round_of_epoll(epoll) :
				       round_of_ring(&ring);
	}
	getrusage(RUSAGE_THREAD, &after);
	printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	       messages, now - start,
	       ns_of(after.ru_utime) - ns_of(before.ru_utime),
	       ns_of(after.ru_stime) - ns_of(before.ru_stime), calls);
	/* The other thread ends with the process. */
	return 0;
}
