/* What the kernel answers, of rings and of calls, is what the probes answer. */
#include <errno.h>

#include "cell.h"

/* One that no kernel has had so far. */
#define UNKNOWN_ENTER_FLAG (1U << 31)

int main(void)
{
	struct belongings before = count_belongings();

	CHECK(uringlab_probe_ring(0, 8), ==, 0);
	CHECK(uringlab_probe_ring(0, 0), ==, -EINVAL);
	CHECK(uringlab_probe_ring(0, 1 << 20), ==, -EINVAL);
	CHECK(uringlab_probe_ring(UNKNOWN_SETUP_FLAG, 8), ==, -EINVAL);
	CHECK(uringlab_probe_ring(IORING_SETUP_DEFER_TASKRUN, 8), ==, -EINVAL);
	CHECK(uringlab_probe_enter(0), ==, 0);
	CHECK(uringlab_probe_enter(UNKNOWN_ENTER_FLAG), ==, -EINVAL);
	CHECK(uringlab_probe_enter(IORING_ENTER_REGISTERED_RING), ==, 0);
	check_nothing_left(before);
	return 0;
}
