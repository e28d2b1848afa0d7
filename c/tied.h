/* A program that uringlab starts and ends: it lives as long as its parent. */
#ifndef URINGLAB_TIED_H
#define URINGLAB_TIED_H

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>

/*
 * Ties this process to its parent: it dies with it, however that dies, and with
 * nothing else. A terminal sends Ctrl-C and its own end to the parent and its
 * children alike, a service manager SIGTERM: the parent then ends the cell and
 * its children. If they went first, the cell would fail for the lack of them.
 * 0 or -errno. PR_SET_PDEATHSIG, prctl(2); sigaction(2).
 */
static inline int tie_to_parent(void)
{
	static const int theirs[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (unsigned int i = 0; i < sizeof(theirs) / sizeof(*theirs); i++) {
		if (sigaction(theirs[i], &ignore, NULL))
			return -errno;
	}
	return prctl(PR_SET_PDEATHSIG, SIGKILL) ? -errno : 0;
}

#endif
