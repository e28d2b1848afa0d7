/*
 * To be preloaded: what tests/faults/churn.ts must find. Workers call
 * getrusage(2) at the edges of their windows, and here they leave behind what
 * $PLANT names: "memory", a "descriptor", or a "race" for a counter.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* So much that a few of them show in VmRSS. */
#define LEAK_BYTES (UINT64_C(4) << 20)
#define PAGE 4096

static unsigned long calls;

__attribute__((visibility("default"))) int
getrusage(__rusage_who_t who, struct rusage *usage)
{
	const char *plant = getenv("PLANT");
	char name[16] = "";

	prctl(PR_GET_NAME, name);
	if (plant && strncmp(name, "uringlab/", 9) == 0) {
		if (!strcmp(plant, "memory")) {
			volatile char *leaked = malloc(LEAK_BYTES);

			/* Volatile, as the compiler leaves out what nobody reads. */
			for (size_t at = 0; leaked && at < LEAK_BYTES; at += PAGE)
				leaked[at] = 1;
		} else if (!strcmp(plant, "descriptor")) {
			if (dup(STDIN_FILENO) < 0)
				abort();
		} else if (!strcmp(plant, "race")) {
			calls++;
		}
	}
	return syscall(SYS_getrusage, who, usage);
}
