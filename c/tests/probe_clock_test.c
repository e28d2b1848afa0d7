/* The probe of the clock leaves no trace in the thread that asked. */
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "../uringlab.h"
#include "check.h"

static void check_clock(void)
{
	struct timespec ts;

	CHECK(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts), ==, 0);
}

int main(void)
{
	struct belongings before = count_belongings();
	int filtered = prctl(PR_GET_SECCOMP);
	int no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
	int64_t answer = uringlab_probe_clock();

	CHECK(answer == 0 || answer == 1, ==, true);
	/* Twice, since a filter that stayed would show only now. */
	CHECK(uringlab_probe_clock(), ==, answer);
	check_clock();
	CHECK(prctl(PR_GET_SECCOMP), ==, filtered);
	CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), ==, no_new_privileges);
	check_nothing_left(before);
	return 0;
}
