/*
 * busy CPU PARENT [NICE]: a CPU hog. Binds itself to CPU, adds NICE to its nice
 * value, says "ready" on stdout and computes until it is killed, without a
 * system call. It dies with its parent, whose process ID is PARENT.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "affinity.h"
#include "priority.h"
#include "tied.h"

int main(int argc, char **argv)
{
	struct cpu_mask mask;
	uint64_t cpu;
	int ret;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: busy CPU PARENT [NICE]\n");
		return 2;
	}
	cpu = strtoull(argv[1], NULL, 10);
	ret = cpu_mask_of(&mask, &cpu, 1);
	if (ret == 0)
		ret = bind_thread(0, &mask);
	if (ret < 0) {
		fprintf(stderr, "busy: CPU %s: %s\n", argv[1], strerror(-ret));
		return 1;
	}
	ret = argc == 4 ? be_nicer(atoi(argv[3])) : 0;
	if (ret < 0) {
		fprintf(stderr, "busy: setpriority: %s\n", strerror(-ret));
		return 1;
	}
	ret = tie_to_parent();
	if (ret < 0) {
		fprintf(stderr, "busy: prctl: %s\n", strerror(-ret));
		return 1;
	}
	/* The parent may have died before the signal was asked for. */
	if (getppid() != atoi(argv[2]))
		return 1;
	if (write(STDOUT_FILENO, "ready\n", 6) != 6)
		return 1;
	for (volatile uint64_t work = 0;; work++)
		;
}
