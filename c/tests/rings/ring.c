#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

struct io_uring ring;
struct partner partner;
char block[BLOCK];
static uint64_t values[MANY];

void check(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "rings: %s: %s\n", what, strerror(-ret));
	exit(1);
}

int zero_file(void)
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	check(fd, "/dev/zero");
	return fd;
}

bool is_complete(void)
{
	return io_uring_cq_ready(&ring) > 0;
}

void prepare_event(unsigned int i)
{
	io_uring_prep_read(io_uring_get_sqe(&ring), partner.event, &values[i],
			   sizeof(values[i]), 0);
}

void submit_event(void)
{
	prepare_event(0);
	check(io_uring_submit(&ring), "submit");
}

void wait_and_reap(void)
{
	struct io_uring_cqe *cqe;

	check(io_uring_wait_cqe(&ring, &cqe), "wait");
	io_uring_cqe_seen(&ring, cqe);
}

void reap(void)
{
	struct io_uring_cqe *cqe;

	while (!io_uring_peek_cqe(&ring, &cqe))
		io_uring_cqe_seen(&ring, cqe);
}
