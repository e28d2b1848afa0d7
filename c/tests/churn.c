/*
 * Makes connections and closes them, for tests/faults/churn.ts: a round of cells
 * for each line on standard input, after which it says how many connections were
 * made in it, and before that which kinds of cells the kernel has not got:
 * "without", the load, the kind's number, the step and the errno. Built with a sanitizer it ends as that wants, which looks for
 * leaks when all rounds are over.
 */
#include "load_cell.h"

/*
 * What each cell of a round is, beside its load; tests/faults/churning.ts has
 * the same. A pipeline or workers that are not named are one.
 */
struct kind {
	uint64_t setup_flags;
	enum uringlab_engine engine;
	enum uringlab_recv recv;
	enum uringlab_accept accept;
	uint64_t iodepth, pipeline, workers;
	bool direct; /* descriptors are those of the ring's table */
	bool left_out; /* as this kernel has not got it */
};

static struct kind kinds[] = {
	{ .recv = URINGLAB_RECV_single, .iodepth = 200 },
	{ .recv = URINGLAB_RECV_multishot, .iodepth = 200,
	  .setup_flags = DEFER },
	{ .recv = URINGLAB_RECV_poll_first, .iodepth = 16, .workers = 2 },
	{ .recv = URINGLAB_RECV_single, .iodepth = 200, .direct = true },
	{ .recv = URINGLAB_RECV_multishot, .iodepth = 800, .pipeline = 8 },
	{ .recv = URINGLAB_RECV_bundle, .iodepth = 800, .pipeline = 8,
	  .setup_flags = DEFER },
	{ .engine = URINGLAB_ENGINE_epoll, .iodepth = 200 },
	{ .engine = URINGLAB_ENGINE_epoll, .iodepth = 800, .pipeline = 8 },
	{ .engine = URINGLAB_ENGINE_blocking, .iodepth = 1, .workers = 8 },
	{ .engine = URINGLAB_ENGINE_blocking, .iodepth = 8, .pipeline = 8,
	  .workers = 8 },
};

/* Connections that are accepted and closed while a cell runs. */
static struct kind accepted[] = {
	{ .accept = URINGLAB_ACCEPT_single, .iodepth = 200 },
	{ .accept = URINGLAB_ACCEPT_multishot, .iodepth = 200,
	  .setup_flags = DEFER },
	{ .accept = URINGLAB_ACCEPT_single, .iodepth = 200, .direct = true },
	{ .accept = URINGLAB_ACCEPT_multishot, .iodepth = 16, .direct = true,
	  .workers = 2 },
	{ .engine = URINGLAB_ENGINE_epoll, .iodepth = 16 },
	{ .engine = URINGLAB_ENGINE_blocking, .iodepth = 1, .workers = 8 },
};

#define COUNT(kinds) (sizeof(kinds) / sizeof((kinds)[0]))
/*
 * How many messages, or connections that are accepted, every worker has at
 * least. A window ends with them, or late enough for a busy machine.
 */
#define MESSAGES 400
#define WINDOW_NS (20 * SECOND)

#define NAME(name) #name,
static const char *const load_names[] = { URINGLAB_LOADS(NAME) };
static const char *const step_names[] = { URINGLAB_STEPS(NAME) };
#undef NAME

/* Whether a step was refused as the kernel has not got what a kind asks for. */
static bool is_lacking(const struct uringlab_cell_result *result)
{
	switch (result->step) {
	case URINGLAB_STEP_ring:
	case URINGLAB_STEP_recv_kind:
	case URINGLAB_STEP_buf_ring:
	case URINGLAB_STEP_accept_kind:
		return result->error == EINVAL;
	default:
		return false;
	}
}

/* Ends the program for a cell that failed. */
static _Noreturn void give_up(const struct cell_run *run, unsigned number)
{
	fprintf(stderr, "churn: cell %u of %s: step %s: %s\n", number,
		load_names[run->params.load], step_names[run->result.step],
		strerror(run->result.error));
	exit(1);
}

static uint64_t or_one(uint64_t value)
{
	return value ? value : 1;
}

/*
 * One cell of a load: how many connections it made. A kind that the kernel has
 * not got makes none, says so once and is left out from then on.
 */
static uint64_t churn(enum uringlab_load load, struct kind *kinds_of_load,
		      unsigned number)
{
	struct kind *kind = &kinds_of_load[number];
	struct cell_run *run =
		new_load_cell(load, kind->setup_flags, URINGLAB_WAIT_wait);
	uint64_t connections = load == URINGLAB_LOAD_accept ?
				       MESSAGES :
				       kind->iodepth / or_one(kind->pipeline);

	run->params.bs = 64;
	run->params.workers = or_one(kind->workers);
	run->params.number_ios = MESSAGES;
	run->params.runtime_ns = WINDOW_NS;
	run->arms[0].engine = kind->engine;
	run->arms[0].recv = kind->recv;
	run->arms[0].accept = kind->accept;
	run->arms[0].registerfiles = kind->direct;
	run->arms[0].pipeline = or_one(kind->pipeline);
	run->arms[0].iodepth = kind->iodepth;
	run->arms[0].iodepth_batch = kind->iodepth;
	run->arms[0].iodepth_batch_complete_max = kind->iodepth;
	if (run_cell(run) < 0) {
		if (!is_lacking(&run->result))
			give_up(run, number);
		kind->left_out = true;
		printf("without %s %u %s %" PRIu64 "\n", load_names[load],
		       number, step_names[run->result.step],
		       run->result.error);
		connections = 0;
	}
	connections *= run->params.workers;
	free_cell_run(run);
	/* Each may take as long as a test may. */
	alarm(60);
	return connections;
}

/* A receive brings one datagram: it has nothing to bundle. */
static bool makes_sense(enum uringlab_load load, const struct kind *kind)
{
	return load != URINGLAB_LOAD_udp || kind->recv != URINGLAB_RECV_bundle;
}

/* A cell of each kind over one kind of socket: how many connections. */
static uint64_t churn_messages(enum uringlab_load load)
{
	uint64_t connections = 0;

	for (unsigned k = 0; k < COUNT(kinds); k++)
		if (makes_sense(load, &kinds[k]) && !kinds[k].left_out)
			connections += churn(load, kinds, k);
	return connections;
}

static uint64_t churn_accepted(void)
{
	uint64_t connections = 0;

	for (unsigned k = 0; k < COUNT(accepted); k++)
		if (!accepted[k].left_out)
			connections += churn(URINGLAB_LOAD_accept, accepted, k);
	return connections;
}

int main(void)
{
	char line[16];

	while (fgets(line, sizeof(line), stdin)) {
		uint64_t connections = 0;

		alarm(60);
		connections += churn_messages(URINGLAB_LOAD_unix);
		connections += churn_messages(URINGLAB_LOAD_tcp);
		connections += churn_messages(URINGLAB_LOAD_udp);
		connections += churn_accepted();
		alarm(0);
		printf("%" PRIu64 "\n", connections);
		fflush(stdout);
	}
	return 0;
}
