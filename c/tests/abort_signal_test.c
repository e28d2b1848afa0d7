/* The caller keeps its handler of the signal that ends waits. */
#include <errno.h>
#include <signal.h>

#include "../abort_signal.h"
#include "waits.h"

static void callers_handler(int signal)
{
	(void)signal;
}

static void install(void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	CHECK(sigaction(ABORT_SIGNAL, &action, NULL), ==, 0);
}

static void check_installed(void (*handler)(int))
{
	struct sigaction action;

	CHECK(sigaction(ABORT_SIGNAL, NULL, &action), ==, 0);
	CHECK(action.sa_handler == handler, ==, true);
}

/* Even if it ignores that signal, which would then end no wait. */
static void test_handler(const char *path, void (*handler)(int))
{
	struct cell_run *run =
		new_waiting_cell(path, 0, URINGLAB_WAIT_second_thread);

	install(handler);
	check_measured_in_time(run);
	check_installed(handler);
	run->arms[0].iodepth = 0;
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	run->arms[0].iodepth = 1;
	run->path = "/nonexistent/file";
	check_refused(run, ENOENT, URINGLAB_STEP_direct);
	check_installed(handler);
	free_cell_run(run);
}

/* Of two cells at a time the first to end leaves the other its signal. */
static void test_two_cells(const char *path)
{
	struct cell_run *first =
		new_waiting_cell(path, 0, URINGLAB_WAIT_second_thread);
	struct cell_run *second =
		new_waiting_cell(path, 0, URINGLAB_WAIT_second_thread);

	install(SIG_IGN);
	second->params.runtime_ns = HOUR;
	start_cell(first);
	wait_for_phase(first, URINGLAB_PHASE_ramp);
	start_cell(second);
	wait_for_phase(second, URINGLAB_PHASE_window);
	CHECK(join_cell(first), ==, 0);
	stop_cell(second);
	CHECK(join_cell(second), ==, 0);
	CHECK(second->result.abandoned, ==, 0);
	check_installed(SIG_IGN);
	free_cell_run(first);
	free_cell_run(second);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_handler(target.path, SIG_DFL);
	test_handler(target.path, SIG_IGN);
	test_handler(target.path, callers_handler);
	test_two_cells(target.path);
	return 0;
}
