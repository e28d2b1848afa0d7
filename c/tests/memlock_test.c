/* Memory that may not be locked: the cell says so, and the probe knew. */
#include <errno.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "cell.h"

/* RLIMIT_MEMLOCK binds those without CAP_IPC_LOCK only. */
static void drop_ipc_lock(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	CHECK(syscall(SYS_capget, &header, data), ==, 0);
	data[CAP_TO_INDEX(CAP_IPC_LOCK)].effective &=
		~CAP_TO_MASK(CAP_IPC_LOCK);
	CHECK(syscall(SYS_capset, &header, data), ==, 0);
}

static void set_limit(uint64_t bytes)
{
	struct rlimit limit;

	CHECK(getrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	CHECK(setrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
}

/* Without the right to lock any: the call may do nothing in a sanitizer. */
static bool mlock2_works(void)
{
	char byte;

	return mlock2(&byte, 1, MLOCK_ONFAULT) < 0;
}

static void check_limit(const char *path, uint64_t limit, int error)
{
	struct cell_run *run = new_cell(path);

	set_limit(limit);
	CHECK(uringlab_probe_memlock(cell_bytes(run)), ==,
	      -error);
	check_refused(run, error, URINGLAB_STEP_memlock);
	free_cell_run(run);
}

/*
 * The ring may be refused all the same: Linux counts its memory against the
 * limit as well, together with that of the user's other processes.
 */
static void check_just_enough(const char *path, uint64_t bytes)
{
	struct cell_run *run = new_cell(path);

	set_limit(bytes);
	CHECK(uringlab_probe_memlock(bytes), ==, 0);
	if (run_cell(run))
		CHECK(run->result.step, ==, URINGLAB_STEP_ring);
	free_cell_run(run);
}

static int child(const char *path)
{
	struct cell_run *run = new_cell(path);
	uint64_t bytes = cell_bytes(run);
	struct rlimit limit;

	free_cell_run(run);
	drop_ipc_lock();
	set_limit(0);
	if (!mlock2_works())
		skip("mlock2() does nothing in this build");
	CHECK(getrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
	if (limit.rlim_max >= bytes)
		check_just_enough(path, bytes);
	check_limit(path, bytes - sysconf(_SC_PAGESIZE), ENOMEM);
	check_limit(path, 0, EPERM);
	return 0;
}

/* In a process of its own, which does not get the right back. */
int main(void)
{
	struct target target = make_target(BLOCKS);
	pid_t pid = fork();
	int status;

	CHECK(pid, >=, 0);
	if (pid == 0)
		exit(child(target.path));
	CHECK(waitpid(pid, &status, 0), ==, pid);
	CHECK(WIFEXITED(status), ==, true);
	return WEXITSTATUS(status);
}
