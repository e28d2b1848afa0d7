/*
 * Makes connections and closes them, for tests/faults/churn.ts: a round of cells
 * for each line on standard input, after which it says how many connections were
 * made in it. Built with a sanitizer it ends as that wants, which looks for
 * leaks when all rounds are over.
 */
#include "load_cell.h"

struct kind {
	uint64_t setup_flags;
	enum uringlab_engine engine;
	enum uringlab_recv recv;
	uint64_t iodepth, workers;
	enum uringlab_accept accept;
};

static const struct kind kinds[] = {
	{ 0, URINGLAB_ENGINE_io_uring, URINGLAB_RECV_single, 200, 1, 0 },
	{ DEFER, URINGLAB_ENGINE_io_uring, URINGLAB_RECV_multishot, 200, 1, 0 },
	{ 0, URINGLAB_ENGINE_io_uring, URINGLAB_RECV_poll_first, 16, 2, 0 },
	{ 0, URINGLAB_ENGINE_epoll, URINGLAB_RECV_single, 200, 1, 0 },
	{ 0, URINGLAB_ENGINE_blocking, URINGLAB_RECV_single, 1, 8, 0 },
};

/* Connections that are accepted and closed while a cell runs. */
static const struct kind accepted[] = {
	{ 0, URINGLAB_ENGINE_io_uring, 0, 200, 1, URINGLAB_ACCEPT_single },
	{ DEFER, URINGLAB_ENGINE_io_uring, 0, 200, 1,
	  URINGLAB_ACCEPT_multishot },
	{ 0, URINGLAB_ENGINE_epoll, 0, 16, 1, URINGLAB_ACCEPT_single },
	{ 0, URINGLAB_ENGINE_blocking, 0, 1, 8, URINGLAB_ACCEPT_single },
};

#define COUNT(kinds) (sizeof(kinds) / sizeof((kinds)[0]))
/* Or connections, of every worker; they end the window, however busy the machine is. */
#define MESSAGES 400
#define WINDOW_NS (20 * SECOND)

/* One cell: how many connections it made. */
static uint64_t churn(enum uringlab_load load, const struct kind *kind)
{
	struct cell_run *run =
		new_load_cell(load, kind->setup_flags, URINGLAB_WAIT_wait);
	uint64_t connections =
		kind->workers *
		(load == URINGLAB_LOAD_accept ? MESSAGES : kind->iodepth);

	run->params.bs = 64;
	run->params.workers = kind->workers;
	run->params.number_ios = MESSAGES;
	run->params.runtime_ns = WINDOW_NS;
	run->arms[0].engine = kind->engine;
	run->arms[0].recv = kind->recv;
	run->arms[0].accept = kind->accept;
	run->arms[0].iodepth = kind->iodepth;
	run->arms[0].iodepth_batch = kind->iodepth;
	run->arms[0].iodepth_batch_complete_max = kind->iodepth;
	if (run_cell(run) < 0) {
		fprintf(stderr, "churn: load %d, receive %d: step %d, errno %d\n",
			(int)load, (int)kind->recv, (int)run->result.step,
			(int)run->result.error);
		exit(1);
	}
	free_cell_run(run);
	/* Each may take as long as a test may. */
	alarm(60);
	return connections;
}

int main(void)
{
	static const enum uringlab_load loads[] = { URINGLAB_LOAD_unix,
						    URINGLAB_LOAD_tcp,
						    URINGLAB_LOAD_udp };
	char line[16];

	while (fgets(line, sizeof(line), stdin)) {
		uint64_t connections = 0;

		alarm(60);
		for (unsigned i = 0; i < COUNT(loads); i++)
			for (unsigned k = 0; k < COUNT(kinds); k++)
				connections += churn(loads[i], &kinds[k]);
		for (unsigned k = 0; k < COUNT(accepted); k++)
			connections +=
				churn(URINGLAB_LOAD_accept, &accepted[k]);
		alarm(0);
		printf("%" PRIu64 "\n", connections);
		fflush(stdout);
	}
	return 0;
}
