/*
 * counted HOW [ARGUMENT]: does so many things with rings, and says what. It
 * says "ready" when its rings are there, does it when it has read a line, says
 * a line of JSON and waits for the end of its input. The tracer's counts are
 * compared with what it says.
 *
 * nops N       no-ops
 * opcodes      requests of many kinds, some of which fail
 * modes        a ring of every mode that this kernel has; one no-op in each
 * many N       N rings; 1, 2, 3 ... no-ops
 * punts        requests that io-wq has to do
 * sqpunts      reads that io-wq has to do for an SQ thread
 * overflow     more completions than the queue holds
 * closed       a ring that is closed before its successor is made
 * multishot    polls that post many CQEs, and a request without any
 * timeouts N   timeouts of 2 ms, one after the other
 * threads      one thread submits, another one waits
 * forks        processes that are forked, one of which becomes another program
 * cap          60 completions that a ring with DEFER_TASKRUN runs at once
 * waits N      N calls that wait for 4 completions that are there and 4 others
 * bursts N     N times 4 no-ops, 12 polls and 16 no-ops, and a pause
 * notified N   N zero-copy sends, each of which has a notification
 * load         no-ops until it is told to end
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../compat.h"

#ifndef IORING_SETUP_SUBMIT_ALL /* 5.18 */
#define IORING_SETUP_SUBMIT_ALL (1U << 7)
#endif

#define BLOCK 4096

static void check(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "counted: %s: %s\n", what, strerror(-ret));
	exit(1);
}

static void check_call(int ret, const char *what)
{
	check(ret < 0 ? -errno : ret, what);
}

static void make(struct io_uring *ring, unsigned int entries,
		 unsigned int flags)
{
	check(io_uring_queue_init(entries, ring, flags), "ring");
}

/* Everything is there; goes on when it is told to. */
static void ready(void)
{
	char line[16];

	puts("ready");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		exit(0);
}

static void finish(void)
{
	char line[16];

	fflush(stdout);
	while (fgets(line, sizeof(line), stdin))
		;
}

static struct io_uring_sqe *next(struct io_uring *ring)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	check(sqe ? 0 : -EBUSY, "SQE");
	return sqe;
}

/* Submits all that were prepared in one call, and takes so many CQEs. */
static void submit_and_take(struct io_uring *ring, unsigned int count)
{
	struct io_uring_cqe *cqe;

	check(io_uring_submit(ring), "submit");
	for (unsigned int i = 0; i < count; i++) {
		check(io_uring_wait_cqe(ring, &cqe), "wait");
		io_uring_cqe_seen(ring, cqe);
	}
}

static void do_nops(struct io_uring *ring, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		io_uring_prep_nop(next(ring));
		submit_and_take(ring, 1);
	}
}

static void nops(unsigned int count)
{
	struct io_uring ring;

	make(&ring, 8, 0);
	ready();
	do_nops(&ring, count);
	printf("{\"nops\":%u}\n", count);
	finish();
}

static int temporary_file(size_t bytes)
{
	char path[] = "/tmp/uringlab-counted-XXXXXX";
	static char block[3 * BLOCK];
	int fd = mkstemp(path);

	check_call(fd, "file");
	check_call(unlink(path), "file");
	check_call(write(fd, block, bytes), "file");
	return fd;
}

/* The last of a chain; the others are linked to the next. */
static void prepare_chain(struct io_uring *ring)
{
	for (int i = 0; i < 3; i++) {
		struct io_uring_sqe *sqe = next(ring);

		io_uring_prep_nop(sqe);
		if (i < 2)
			sqe->flags |= IOSQE_IO_LINK;
	}
}

static void opcodes(void)
{
	static char memory[2][BLOCK];
	struct iovec pieces[2] = { { memory[0], BLOCK }, { memory[1], 1000 } };
	struct __kernel_timespec soon = { .tv_nsec = 1000000 };
	struct __kernel_timespec late = { .tv_sec = 1000 };
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fd = temporary_file(2 * BLOCK + 100);

	make(&ring, 32, 0);
	check(io_uring_register_files(&ring, &fd, 1), "files");
	check(io_uring_register_buffers(&ring, pieces, 1), "buffers");
	ready();
	/* A call with seven no-ops, three of which are a chain. */
	for (int i = 0; i < 4; i++)
		io_uring_prep_nop(next(&ring));
	prepare_chain(&ring);
	submit_and_take(&ring, 7);
	for (int i = 0; i < 5; i++)
		io_uring_prep_read(next(&ring), fd, memory[0], BLOCK, BLOCK);
	/* 100 bytes are left there, and then none. */
	io_uring_prep_read(next(&ring), fd, memory[0], BLOCK, 2 * BLOCK);
	io_uring_prep_read(next(&ring), fd, memory[0], BLOCK, 3 * BLOCK);
	submit_and_take(&ring, 7);
	for (int i = 0; i < 4; i++)
		io_uring_prep_read(next(&ring), -1, memory[0], 512, 0);
	submit_and_take(&ring, 4);
	for (int i = 0; i < 2; i++) {
		sqe = next(&ring);
		io_uring_prep_read_fixed(sqe, 0, memory[0], 512, 0, 0);
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	submit_and_take(&ring, 2);
	for (int i = 0; i < 3; i++)
		io_uring_prep_readv(next(&ring), fd, pieces, 2, 0);
	submit_and_take(&ring, 3);
	io_uring_prep_timeout(next(&ring), &soon, 0, 0);
	submit_and_take(&ring, 1);
	/* One is cancelled. */
	sqe = next(&ring);
	io_uring_prep_timeout(sqe, &late, 0, 0);
	sqe->user_data = 77;
	check(io_uring_submit(&ring), "submit");
	sqe = next(&ring);
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_ASYNC_CANCEL;
	sqe->fd = -1;
	sqe->addr = 77;
	submit_and_take(&ring, 2);
	/* Refused before it is submitted; ioprio must be 0. */
	sqe = next(&ring);
	io_uring_prep_fsync(sqe, fd, 0);
	sqe->splice_fd_in = 5;
	submit_and_take(&ring, 1);
	printf("{\"fd\":%d}\n", ring.ring_fd);
	finish();
}

static const unsigned int modes[] = {
	0,
	IORING_SETUP_COOP_TASKRUN,
	IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
	IORING_SETUP_SINGLE_ISSUER,
	IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
	IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
		IORING_SETUP_TASKRUN_FLAG,
	IORING_SETUP_SQPOLL,
	IORING_SETUP_SUBMIT_ALL,
	IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE,
};
#define MODES (sizeof(modes) / sizeof(modes[0]))

static void all_modes(void)
{
	static struct io_uring rings[MODES];
	struct io_uring_params params[MODES] = { 0 };
	bool made[MODES];

	for (size_t i = 0; i < MODES; i++) {
		params[i].flags = modes[i];
		params[i].cq_entries = modes[i] & IORING_SETUP_CQSIZE ? 256 : 0;
		made[i] = io_uring_queue_init_params(4 << i, &rings[i],
						     &params[i]) == 0;
	}
	ready();
	putchar('[');
	for (size_t i = 0; i < MODES; i++) {
		if (!made[i])
			continue;
		do_nops(&rings[i], 1);
		printf("%s{\"fd\":%d,\"flags\":%u,\"sq\":%u,\"cq\":%u}",
		       i ? "," : "", rings[i].ring_fd, params[i].flags,
		       params[i].sq_entries, params[i].cq_entries);
	}
	puts("]");
	finish();
}

static void many(unsigned int count)
{
	struct io_uring *rings = calloc(count, sizeof(*rings));

	for (unsigned int i = 0; i < count; i++)
		make(&rings[i], 4, 0);
	ready();
	putchar('[');
	for (unsigned int i = 0; i < count; i++) {
		do_nops(&rings[i], i + 1);
		printf("%s{\"fd\":%d,\"nops\":%u}", i ? "," : "",
		       rings[i].ring_fd, i + 1);
	}
	puts("]");
	finish();
}

static void punts(void)
{
	static char memory[BLOCK];
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	int status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	struct io_uring_sqe *sqe;
	struct io_uring ring;

	check_call(zero, "/dev/zero");
	check_call(status, "/proc/self/status");
	make(&ring, 8, 0);
	ready();
	for (int i = 0; i < 5; i++) {
		sqe = next(&ring);
		io_uring_prep_read(sqe, zero, memory, BLOCK, 0);
		sqe->flags |= IOSQE_ASYNC;
		submit_and_take(&ring, 1);
	}
	for (int i = 0; i < 3; i++) {
		io_uring_prep_read(next(&ring), status, memory, BLOCK, 0);
		submit_and_take(&ring, 1);
	}
	io_uring_prep_write(next(&ring), temporary_file(BLOCK), memory, BLOCK,
			    0);
	submit_and_take(&ring, 1);
	/* It has no file, and may sleep. */
	io_uring_prep_openat(next(&ring), AT_FDCWD, "/tmp", O_RDONLY | O_CREAT,
			     0);
	submit_and_take(&ring, 1);
	puts("{}");
	finish();
}

static void sq_punts(void)
{
	static char memory[BLOCK];
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct io_uring ring;

	check_call(zero, "/dev/zero");
	make(&ring, 8, IORING_SETUP_SQPOLL);
	ready();
	for (int i = 0; i < 5; i++) {
		struct io_uring_sqe *sqe = next(&ring);

		io_uring_prep_read(sqe, zero, memory, BLOCK, 0);
		sqe->flags |= IOSQE_ASYNC;
		submit_and_take(&ring, 1);
	}
	puts("{}");
	finish();
}

static void overflow(void)
{
	struct io_uring ring;

	make(&ring, 4, 0);
	ready();
	for (unsigned int i = 0; i < ring.cq.ring_entries + 10; i++) {
		io_uring_prep_nop(next(&ring));
		check(io_uring_submit(&ring), "submit");
	}
	printf("{\"nops\":%u,\"overflows\":10}\n", ring.cq.ring_entries + 10);
	finish();
}

static void closed(void)
{
	struct io_uring ring;

	ready();
	make(&ring, 4, 0);
	do_nops(&ring, 10);
	io_uring_queue_exit(&ring);
	make(&ring, 8, 0);
	do_nops(&ring, 20);
	printf("{\"fd\":%d}\n", ring.ring_fd);
	finish();
}

static void multishot(void)
{
	int event = eventfd(0, EFD_CLOEXEC);
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	uint64_t one = 1;

	check_call(event, "eventfd");
	make(&ring, 8, 0);
	ready();
	sqe = next(&ring);
	io_uring_prep_poll_add(sqe, event, POLLIN);
	sqe->len = IORING_POLL_ADD_MULTI;
	sqe->user_data = 5;
	check(io_uring_submit(&ring), "submit");
	for (int i = 0; i < 6; i++) {
		check_call(write(event, &one, sizeof(one)), "eventfd");
		check(io_uring_wait_cqe(&ring, &cqe), "wait");
		io_uring_cqe_seen(&ring, cqe);
	}
	/* Of these one posts a CQE. */
	for (int i = 0; i < 3; i++) {
		sqe = next(&ring);
		io_uring_prep_nop(sqe);
		if (i < 2)
			sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	}
	submit_and_take(&ring, 1);
	puts("{}");
	finish();
}

static void timeouts(unsigned int count)
{
	struct __kernel_timespec soon = { .tv_nsec = 2000000 };
	struct io_uring ring;

	make(&ring, 8, 0);
	ready();
	for (unsigned int i = 0; i < count; i++) {
		io_uring_prep_timeout(next(&ring), &soon, 0, 0);
		submit_and_take(&ring, 1);
	}
	puts("{}");
	finish();
}

static void *wait_for_many(void *argument)
{
	struct io_uring_cqe *cqe;
	struct io_uring *ring = argument;

	for (int i = 0; i < 10; i++) {
		check(io_uring_wait_cqe(ring, &cqe), "wait");
		io_uring_cqe_seen(ring, cqe);
	}
	printf("{\"submitter\":%d,\"waiter\":%d}\n", getpid(), gettid());
	return NULL;
}

static void threads(void)
{
	struct __kernel_timespec soon = { .tv_nsec = 2000000 };
	struct io_uring ring;
	pthread_t waiter;

	make(&ring, 8, 0);
	ready();
	check(-pthread_create(&waiter, NULL, wait_for_many, &ring), "thread");
	for (int i = 0; i < 10; i++) {
		io_uring_prep_timeout(next(&ring), &soon, 0, 0);
		check(io_uring_submit(&ring), "submit");
		usleep(3000);
	}
	pthread_join(waiter, NULL);
	finish();
}

static pid_t fork_child(void)
{
	pid_t child = fork();

	check_call(child, "fork");
	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

/* One does 100 no-ops and ends; one becomes a program that does 30. */
static void forks(void)
{
	struct io_uring ring;
	pid_t one, other;
	int status;

	make(&ring, 8, 0);
	ready();
	do_nops(&ring, 50);
	one = fork_child();
	if (one == 0) {
		struct io_uring own;

		make(&own, 8, 0);
		do_nops(&own, 100);
		_exit(0);
	}
	check_call(waitpid(one, &status, 0), "wait");
	other = fork_child();
	if (other == 0) {
		check_call(close(STDIN_FILENO), "stdin");
		check_call(open("/dev/zero", O_RDONLY), "stdin");
		check_call(open("/dev/null", O_WRONLY), "stdout");
		check_call(dup2(1, STDOUT_FILENO), "stdout");
		execl("/proc/self/exe", "counted", "nops-and-end", "30", NULL);
		_exit(1);
	}
	check_call(waitpid(other, &status, 0), "wait");
	check(status ? -EIO : 0, "the other program");
	printf("{\"one\":%d,\"other\":%d}\n", one, other);
	finish();
}

/* More than a run may deliver are there when it begins. */
static void cap(void)
{
	struct __kernel_timespec soon = { .tv_nsec = 1000000 };
	struct io_uring ring;
	int ret = io_uring_queue_init(64, &ring,
				      IORING_SETUP_SINGLE_ISSUER |
					      IORING_SETUP_DEFER_TASKRUN);

	ready();
	if (ret) {
		puts("{\"made\":false}");
		finish();
		return;
	}
	for (int i = 0; i < 60; i++)
		io_uring_prep_timeout(next(&ring), &soon, 0, 0);
	check(io_uring_submit(&ring), "submit");
	usleep(20000);
	submit_and_take(&ring, 60);
	puts("{\"made\":true}");
	finish();
}

static void waits(unsigned int count)
{
	struct __kernel_timespec soon = { .tv_nsec = 1000000 };
	int event = eventfd(0, EFD_CLOEXEC);
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	uint64_t value = 1;
	int ret = io_uring_queue_init(64, &ring,
				      IORING_SETUP_SINGLE_ISSUER |
					      IORING_SETUP_DEFER_TASKRUN);

	check_call(event, "eventfd");
	ready();
	for (unsigned int i = 0; i < count && ret == 0; i++) {
		for (int j = 0; j < 4; j++) {
			io_uring_prep_poll_add(next(&ring), event, POLLIN);
			io_uring_prep_timeout(next(&ring), &soon, 0, 0);
		}
		check(io_uring_submit(&ring), "submit");
		check_call(write(event, &value, sizeof(value)), "eventfd");
		check(io_uring_wait_cqe_nr(&ring, &cqe, 8), "wait");
		io_uring_cq_advance(&ring, 8);
		check_call(read(event, &value, sizeof(value)), "eventfd");
	}
	printf("{\"made\":%s}\n", ret ? "false" : "true");
	finish();
}

static void bursts(unsigned int count)
{
	int event = eventfd(1, EFD_CLOEXEC);
	struct io_uring ring;

	check_call(event, "eventfd");
	make(&ring, 32, 0);
	ready();
	for (unsigned int i = 0; i < count; i++) {
		for (int j = 0; j < 32; j++) {
			if (j >= 4 && j < 16)
				io_uring_prep_poll_add(next(&ring), event,
						       POLLIN);
			else
				io_uring_prep_nop(next(&ring));
		}
		submit_and_take(&ring, 32);
		usleep(1500);
	}
	puts("{}");
	finish();
}

static bool has_send_zc(struct io_uring *ring)
{
	struct io_uring_probe *probe = io_uring_get_probe_ring(ring);
	bool has;

	check(probe ? 0 : -ENOMEM, "probe");
	has = io_uring_opcode_supported(probe, OP_SEND_ZC);
	io_uring_free_probe(probe);
	return has;
}

static void notified(unsigned int count)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	static char memory[BLOCK];
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int from = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int to = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool has;

	check_call(from, "socket");
	check_call(to, "socket");
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check_call(bind(to, (void *)&at, size), "bind");
	check_call(getsockname(to, (void *)&at, &size), "bind");
	check_call(connect(from, (void *)&at, size), "connect");
	make(&ring, 8, 0);
	has = has_send_zc(&ring);
	ready();
	for (unsigned int i = 0; i < count && has; i++) {
		sqe = next(&ring);
		io_uring_prep_send(sqe, from, memory, 1000, 0);
		sqe->opcode = OP_SEND_ZC;
		check(io_uring_submit(&ring), "submit");
		check_call(recv(to, memory, sizeof(memory), 0), "recv");
		submit_and_take(&ring, 2);
	}
	printf("{\"made\":%s}\n", has ? "true" : "false");
	finish();
}

static void load(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	struct io_uring ring;
	uint64_t count = 0;

	make(&ring, 32, 0);
	ready();
	while (poll(&input, 1, 0) == 0) {
		for (int i = 0; i < 32 * 32; i++) {
			io_uring_prep_nop(next(&ring));
			if (i % 32 == 31) {
				check(io_uring_submit_and_wait(&ring, 32),
				      "submit");
				io_uring_cq_advance(&ring, 32);
			}
		}
		count += 32 * 32;
	}
	printf("{\"nops\":%llu}\n", (unsigned long long)count);
	finish();
}

/* What nops becomes in a process of its own: it does not wait for anything. */
static void nops_and_end(unsigned int count)
{
	struct io_uring ring;

	make(&ring, 8, 0);
	do_nops(&ring, count);
}

/* What can be done, once or so many times. */
static const struct {
	const char *name;
	void (*once)(void);
	void (*times)(unsigned int count);
} hows[] = {
	{ "nops", .times = nops },
	{ "nops-and-end", .times = nops_and_end },
	{ "opcodes", .once = opcodes },
	{ "modes", .once = all_modes },
	{ "many", .times = many },
	{ "punts", .once = punts },
	{ "sqpunts", .once = sq_punts },
	{ "overflow", .once = overflow },
	{ "closed", .once = closed },
	{ "multishot", .once = multishot },
	{ "timeouts", .times = timeouts },
	{ "threads", .once = threads },
	{ "forks", .once = forks },
	{ "cap", .once = cap },
	{ "waits", .times = waits },
	{ "bursts", .times = bursts },
	{ "notified", .times = notified },
	{ "load", .once = load },
};

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	/* A test that fails must not leave it behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		if (strcmp(how, hows[i].name))
			continue;
		if (hows[i].once)
			hows[i].once();
		else
			hows[i].times(argc > 2 ? strtoul(argv[2], NULL, 10) : 1);
		return 0;
	}
	fprintf(stderr, "usage: counted HOW [ARGUMENT]\n");
	return 2;
}
