#include "priority.h"

#include <errno.h>
#include <sys/resource.h>

int be_nicer(int more)
{
	int now;

	if (!more)
		return 0;
	/* -1 is a nice value too. */
	errno = 0;
	now = getpriority(PRIO_PROCESS, 0);
	if (errno || setpriority(PRIO_PROCESS, 0, now + more))
		return -errno;
	return 0;
}
