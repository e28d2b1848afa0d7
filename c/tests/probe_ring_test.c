/* What io_uring_setup(2) answers is what the probe answers. */
#include <errno.h>

#include "cell.h"

int main(void)
{
	struct belongings before = count_belongings();

	CHECK(uringlab_probe_ring(0, 8), ==, 0);
	CHECK(uringlab_probe_ring(0, 0), ==, -EINVAL);
	CHECK(uringlab_probe_ring(0, 1 << 20), ==, -EINVAL);
	CHECK(uringlab_probe_ring(UNKNOWN_SETUP_FLAG, 8), ==, -EINVAL);
	CHECK(uringlab_probe_ring(IORING_SETUP_DEFER_TASKRUN, 8), ==, -EINVAL);
	check_nothing_left(before);
	return 0;
}
