/*
 * uringlab-trace [--stacks all] PID: traces what happens to the io_uring
 * completions of a process, until its stdin ends or it is told to stop. It
 * speaks a protocol of lines, which README.md describes.
 *
 * uringlab-trace [--stacks all] --watch PID...: traces these, what they fork
 * from then on, and what their rings do.
 *
 * uringlab-trace --probes: says what could be traced here, and ends.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "json.h"
#include "obstacles.h"
#include "probes.h"
#include "snapshot.h"
#include "symbols.h"
#include "watch.h"
#include "../tied.h"

/* Changes whenever a line changes its meaning. */
#define PROTOCOL 4

/* The first stacks of a class and thread are kept, then one in so many. */
#define WHOLE_STACKS 64
#define STACK_INTERVAL 16

/* More can be added later. */
#define PIDS_MAX 1024

#define LISTED(name) json_string(NULL, #name);

/* Functions whose IPIs are kicks; one is inlined into the other or not. */
static const char *const kickers[KICK_RANGES] = { "task_work_add",
						  "kick_process" };

static int usage(void)
{
	fprintf(stderr, "usage: uringlab-trace [--stacks all] PID\n"
			"       uringlab-trace [--stacks all] --watch PID...\n"
			"       uringlab-trace --probes\n");
	return 2;
}

static void write_probe(const struct probe *probe, int program)
{
	static const char *const states[] = { "not seen", "not needed",
					      "seen" };

	json_open(NULL, '{');
	json_string("name", program_names[program]);
	json_string("event", program_events[program]);
	json_string("state", states[probe->state]);
	json_string("why", probe->why);
	json_number("errno", -probe->error);
	json_string("cost", program_costs[program]);
	json_close('}');
}

static int write_hello(const struct tracer *tracer, int started, int symbols)
{
	struct utsname kernel;

	uname(&kernel);
	json_open(NULL, '{');
	json_string("type", "hello");
	json_number("protocol", PROTOCOL);
	json_string("kernel", kernel.release);
	json_string("machine", kernel.machine);
	json_bool("tracing", started == 0);
	json_string("why", started == -ESRCH ? "there is no such process" :
			   started	     ? strerror(-started) :
					       "");
	/* Without addresses kicks are not told from other IPIs. */
	json_bool("symbols", symbols == 0);
	/* With --watch: whether requests are seen. */
	json_bool("requests", tracer->requests);
	json_number("globalPid", tracer->live ? tracer->live->tgid : 0);
	json_open("runClasses", '[');
	RUN_CLASSES(LISTED)
	json_close(']');
	json_open("wakeClasses", '[');
	WAKE_CLASSES(LISTED)
	json_close(']');
	json_open("threadCounts", '[');
	THREAD_COUNTS(LISTED)
	json_close(']');
	json_open("probes", '[');
	for (int i = 0; i < PROGRAMS_END; i++)
		write_probe(&tracer->probes[i], i);
	json_close(']');
	write_obstacles(symbols);
	json_close('}');
	return json_end();
}

static int answer_error(const char *what)
{
	json_open(NULL, '{');
	json_string("type", "error");
	json_string("what", what);
	json_close('}');
	return json_end();
}

static int set_window(volatile struct live *live, const char *line)
{
	unsigned long long start, end;

	if (sscanf(line, "window %llu %llu", &start, &end) != 2)
		return answer_error("window takes a start and an end in ns");
	/* Programs run meanwhile: the window is closed until both are set. */
	live->end_ns = 0;
	live->start_ns = start;
	live->end_ns = end;
	json_open(NULL, '{');
	json_string("type", "window");
	json_big("startNs", start);
	json_big("endNs", end);
	json_close('}');
	return json_end();
}

static int add_process(const struct tracer *tracer, const char *line)
{
	__u32 pid;
	int ret;

	if (!tracer->watch)
		return answer_error("add needs --watch");
	if (sscanf(line, "add %u", &pid) != 1 || pid == 0)
		return answer_error("add takes the number of a process");
	ret = tracer_add(tracer, pid);
	if (ret && ret != -ESRCH)
		return ret;
	json_open(NULL, '{');
	json_string("type", "added");
	json_number("pid", pid);
	json_bool("found", ret == 0);
	json_close('}');
	return json_end();
}

static int serve(struct tracer *tracer)
{
	char line[256];
	int ret = 0;

	while (ret == 0 && fgets(line, sizeof(line), stdin)) {
		if (!strcmp(line, "stop\n"))
			return 0;
		if (!strcmp(line, "snapshot\n"))
			ret = write_snapshot(tracer);
		else if (!strncmp(line, "window ", 7))
			ret = set_window(tracer->live, line);
		else if (!strncmp(line, "add ", 4))
			ret = add_process(tracer, line);
		else
			ret = answer_error("no such command");
	}
	return ret;
}

/* The inode of the PID namespace in which `pid` has its number. */
static int find_namespace(struct settings *settings)
{
	struct stat space;

	if (stat("/proc/self/ns/pid", &space))
		return -errno;
	settings->namespace_inode = space.st_ino;
	return 0;
}

struct arguments {
	/* Tracing; else only the probes are said. */
	bool serving;
	bool all_stacks;
	bool watch;
	__u32 pids[PIDS_MAX];
	int count;
};

static bool parse_pid(const char *text, __u32 *pid)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	*pid = number;
	return *end == 0 && number > 0 && number == *pid;
}

static bool parse_arguments(int argc, char **argv, struct arguments *said)
{
	int i = 1;

	if (argc == 2 && !strcmp(argv[1], "--probes")) {
		said->pids[said->count++] = getpid();
		return true;
	}
	said->serving = true;
	if (argc - i > 2 && !strcmp(argv[i], "--stacks") &&
	    !strcmp(argv[i + 1], "all")) {
		said->all_stacks = true;
		i += 2;
	}
	if (i < argc && !strcmp(argv[i], "--watch")) {
		said->watch = true;
		i++;
	}
	if (i == argc || argc - i > (said->watch ? PIDS_MAX : 1))
		return false;
	for (; i < argc; i++)
		if (!parse_pid(argv[i], &said->pids[said->count++]))
			return false;
	return true;
}

int main(int argc, char **argv)
{
	static struct arguments said;
	struct settings settings = { .whole_stacks = WHOLE_STACKS };
	static struct tracer tracer;
	int ret, started, symbols;

	if (!parse_arguments(argc, argv, &said))
		return usage();
	settings.stack_interval = said.all_stacks ? 1 : STACK_INTERVAL;
	settings.watch = said.watch;
	/* A parent that died before this has left an end of stdin. */
	ret = tie_to_parent();
	if (ret) {
		fprintf(stderr, "uringlab-trace: prctl: %s\n", strerror(-ret));
		return 1;
	}
	ret = find_namespace(&settings);
	if (ret) {
		fprintf(stderr, "uringlab-trace: /proc/self/ns/pid: %s\n",
			strerror(-ret));
		return 1;
	}
	settings.cpus = libbpf_num_possible_cpus();
	symbols = symbols_load();
	for (int i = 0; i < KICK_RANGES && kickers[i]; i++) {
		uint64_t start, end;

		if (symbol_range(kickers[i], &start, &end))
			settings.kicks[i] =
				(struct address_range){ start, end };
	}
	started = tracer_start(&tracer, &settings,
			       (struct targets){ said.pids, said.count },
			       !said.serving);
	if (started == 0 && said.watch)
		started = start_watching(&tracer);
	ret = write_hello(&tracer, started, symbols);
	if (ret == 0 && started == 0 && said.serving)
		ret = serve(&tracer);
	if (ret)
		fprintf(stderr, "uringlab-trace: %s\n", strerror(-ret));
	/* The kernel detaches what a process leaves behind. */
	return ret || started ? 1 : 0;
}
