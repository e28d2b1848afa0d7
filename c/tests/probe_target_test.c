/* What is said of a target, and what is no target. */
#include <errno.h>
#include <sys/sysmacros.h>

#include "../uringlab.h"
#include "target.h"

/* Longer than the watchdog. */
#define PATIENCE_NS UINT64_C(3600000000000)

static void check_refused(const char *path, uint64_t bs, int error,
			  enum uringlab_step step)
{
	struct belongings before = count_belongings();
	struct uringlab_target t;

	memset(&t, 0xff, sizeof(t));
	t.size = sizeof(t);
	CHECK(uringlab_probe_target(path, bs, PATIENCE_NS, &t), ==, -error);
	CHECK(t.size, ==, sizeof(t));
	CHECK(t.error, ==, error);
	CHECK(t.step, ==, step);
	check_nothing_left(before);
}

static void check_alignment(uint64_t align)
{
	CHECK(align, >=, 512);
	CHECK(align & (align - 1), ==, 0);
}

static struct uringlab_target check_accepted(const struct target *target,
					     uint64_t bs, uint64_t bytes)
{
	struct belongings before = count_belongings();
	struct uringlab_target t;
	struct stat st;

	memset(&t, 0xff, sizeof(t));
	t.size = sizeof(t);
	CHECK(fstat(target->fd, &st), ==, 0);
	CHECK(uringlab_probe_target(target->path, bs, PATIENCE_NS, &t), ==, 0);
	CHECK(t.error, ==, 0);
	CHECK(t.step, ==, URINGLAB_STEP_none);
	CHECK(t.bytes, ==, bytes);
	CHECK(t.is_block_device, ==, 0);
	CHECK(t.major, ==, major(st.st_dev));
	CHECK(t.minor, ==, minor(st.st_dev));
	CHECK(t.fs_magic, !=, 0);
	check_alignment(t.offset_align);
	check_alignment(t.mem_align);
	check_nothing_left(before);
	return t;
}

static void test_file(void)
{
	struct target target = make_target(4);
	struct uringlab_target t =
		check_accepted(&target, TARGET_BLOCK, 4 * TARGET_BLOCK);

	CHECK(t.allocated_bytes, >, 0);
	check_accepted(&target, 0, 4 * TARGET_BLOCK);
	close(target.fd);
}

static void test_sparse_file(void)
{
	struct target target = make_target(1);
	uint64_t bytes = UINT64_C(1) << 30;

	CHECK(ftruncate(target.fd, bytes), ==, 0);
	CHECK(check_accepted(&target, 0, bytes).allocated_bytes, <, bytes);
	close(target.fd);
}

static void test_empty_file(void)
{
	struct target target = make_target(0);
	struct uringlab_target t = { .size = sizeof(t) };

	check_accepted(&target, 0, 0);
	CHECK(uringlab_probe_target(target.path, TARGET_BLOCK, PATIENCE_NS, &t), ==,
	      -ENODATA);
	CHECK(t.step, ==, URINGLAB_STEP_read);
	CHECK(t.bytes, ==, 0);
	close(target.fd);
}

static void test_fifo(void)
{
	/* Nobody writes: it must be described, not waited for. */
	struct target fifo = make_fifo(O_PATH);

	check_refused(fifo.path, 0, ENOTBLK, URINGLAB_STEP_type);
	close(fifo.fd);
}

static void test_directory(void)
{
	char path[PATH_MAX];

	build_path(path, "");
	check_refused(path, 0, EISDIR, URINGLAB_STEP_type);
}

/* Of another build, say: nothing is written to it. */
static void test_wrong_size(void)
{
	struct uringlab_target t = { .size = sizeof(t) - 8 };

	CHECK(uringlab_probe_target("/nonexistent", 0, PATIENCE_NS, &t), ==,
	      -EINVAL);
	CHECK(t.size, ==, sizeof(t) - 8);
	CHECK(t.error, ==, 0);
}

int main(void)
{
	test_wrong_size();
	test_file();
	test_sparse_file();
	test_empty_file();
	test_fifo();
	test_directory();
	check_refused("/nonexistent/file", 0, ENOENT, URINGLAB_STEP_open);
	check_refused("/dev/null", 0, ENOTBLK, URINGLAB_STEP_type);
	check_refused("/proc/version", 0, EINVAL, URINGLAB_STEP_direct);
	return 0;
}
