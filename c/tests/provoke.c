/*
 * provoke CPU SETUP_FLAGS HOW FILE: reads blocks of FILE one after the other
 * and lets each completion be delivered in one way only, until it is killed.
 * Stops itself first: SIGCONT starts it.
 *
 * wait     io_uring_enter(GETEVENTS)
 * spin     looks at the tail of the completion queue, no system call: a kick,
 *          or the tick
 * fault    touches new pages until it is there
 * getppid  calls getppid(2) until it is there
 * zero     copies from /dev/zero until it is there, so that kicks find it in
 *          the kernel
 */
#include <fcntl.h>
#include <liburing.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../affinity.h"

#define BLOCK 512
#define PAGE 4096
/* Address space only: reads of untouched memory map the zero page. */
#define PAGES (UINT64_C(1) << 24)

static struct io_uring ring;

static bool complete(void)
{
	return io_uring_cq_ready(&ring) > 0;
}

static void wait_for_one(void)
{
	struct io_uring_cqe *cqe;

	if (io_uring_wait_cqe(&ring, &cqe))
		exit(1);
}

static void spin(void)
{
	while (!complete())
		;
}

static void fault(void)
{
	static volatile char *memory;
	static uint64_t page;

	if (!memory) {
		memory = mmap(NULL, PAGES * PAGE, PROT_READ,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			      0);
		if (memory == MAP_FAILED)
			exit(1);
		madvise((void *)memory, PAGES * PAGE, MADV_NOHUGEPAGE);
	}
	while (!complete()) {
		if (page == PAGES)
			exit(1);
		(void)memory[page++ * PAGE];
	}
}

static void call_getppid(void)
{
	while (!complete())
		syscall(SYS_getppid);
}

static void copy_zeros(void)
{
	static char zeros[1 << 20];
	static int fd = -1;

	if (fd < 0)
		fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	while (!complete())
		if (read(fd, zeros, sizeof(zeros)) < 0)
			exit(1);
}

static const struct {
	const char *name;
	void (*until_complete)(void);
} ways[] = {
	{ "wait", wait_for_one },
	{ "spin", spin },
	{ "fault", fault },
	{ "getppid", call_getppid },
	{ "zero", copy_zeros },
};

int main(int argc, char **argv)
{
	void (*until_complete)(void) = NULL;
	struct cpu_mask mask;
	uint64_t cpu;
	void *buffer;
	int fd;

	if (argc != 5) {
		fprintf(stderr, "usage: provoke CPU SETUP_FLAGS HOW FILE\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(argv[3], ways[i].name))
			until_complete = ways[i].until_complete;
	cpu = strtoull(argv[1], NULL, 10);
	fd = open(argv[4], O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (!until_complete || fd < 0 || cpu_mask_of(&mask, &cpu, 1) ||
	    bind_thread(0, &mask) || prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    posix_memalign(&buffer, PAGE, BLOCK) ||
	    io_uring_queue_init(1, &ring, strtoul(argv[2], NULL, 0))) {
		perror("provoke");
		return 1;
	}
	raise(SIGSTOP);
	for (uint64_t block = 0;; block = (block * 7 + 1) % 4096) {
		io_uring_prep_read(io_uring_get_sqe(&ring), fd, buffer, BLOCK,
				   block * BLOCK);
		if (io_uring_submit(&ring) != 1)
			return 1;
		until_complete();
		io_uring_cq_advance(&ring, 1);
	}
}
