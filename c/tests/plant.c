/*
 * To be preloaded: what tests/faults/churn.ts must find. Workers call
 * getrusage(2) at the edges of their windows, and here they leave behind what
 * $PLANT names: "memory", a "mapping", a "descriptor", or a "race" for a
 * counter. A "trickle" is left where connections are made. A "refusal" leaves
 * nothing behind: the kernel has no rings of provided buffers.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "seccomp.h"

/* enum io_uring_register_op, which headers before 5.19 do not have. */
#define REGISTER_PBUF_RING 22
/* So much that a few of them show in VmRSS. */
#define LEAK_BYTES (UINT64_C(1) << 20)
#define TRICKLE_BYTES 64
#define PAGE 4096

static unsigned long calls;

/* Writes to it, as the compiler leaves out what nobody uses. */
static void touch(volatile char *memory, size_t bytes)
{
	for (size_t at = 0; memory && at < bytes; at += PAGE)
		memory[at] = 1;
}

static int is_planted(const char *what)
{
	const char *plant = getenv("PLANT");

	return plant && !strcmp(plant, what);
}

/* Before there are threads, which then inherit it. */
__attribute__((constructor)) static void refuse(void)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_io_uring_register, 0, 3),
		LOAD_ARGUMENT(1),
		IF_EQUAL(REGISTER_PBUF_RING, 0, 1),
		REFUSE(EINVAL),
		ALLOW,
	};

	if (is_planted("refusal") && INSTALL(filter)) {
		perror("plant: seccomp");
		abort();
	}
}

static void leave_behind(void)
{
	if (is_planted("memory")) {
		touch(malloc(LEAK_BYTES), LEAK_BYTES);
	} else if (is_planted("mapping")) {
		void *mapped = mmap(NULL, LEAK_BYTES, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (mapped == MAP_FAILED)
			abort();
		touch(mapped, LEAK_BYTES);
	} else if (is_planted("descriptor")) {
		if (dup(STDIN_FILENO) < 0)
			abort();
	} else if (is_planted("race")) {
		calls++;
	}
}

__attribute__((visibility("default"))) int
getrusage(__rusage_who_t who, struct rusage *usage)
{
	char name[16] = "";

	prctl(PR_GET_NAME, name);
	if (strncmp(name, "uringlab/", 9) == 0)
		leave_behind();
	return syscall(SYS_getrusage, who, usage);
}

static void trickle(void)
{
	if (is_planted("trickle"))
		touch(malloc(TRICKLE_BYTES), TRICKLE_BYTES);
}

/* By this call the load unix makes each of its connections. */
__attribute__((visibility("default"))) int socketpair(int domain, int type,
						      int protocol, int ends[2])
{
	trickle();
	return syscall(SYS_socketpair, domain, type, protocol, ends);
}

/* tcp and accept call it once for a connection, udp for both of its ends. */
__attribute__((visibility("default"))) int
connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t bytes)
{
	trickle();
	return syscall(SYS_connect, fd, address.__sockaddr__, bytes);
}
