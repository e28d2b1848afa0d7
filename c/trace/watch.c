#include "watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "maps.h"
#include "write_rings.h"

/* Beyond so many one pass over all descriptors of the machine costs less. */
#define SINGLE_MAX 32

struct processes {
	__u32 count;
	/* Of the first ones that have not ended. */
	__u32 pids[SINGLE_MAX];
};

static void list_process(const void *key, const void *value, void *context)
{
	const struct process *process = value;
	struct processes *list = context;

	(void)key;
	if (process->ended_ns)
		return;
	if (list->count < SINGLE_MAX)
		list->pids[list->count] = process->pid;
	list->count++;
}

static int find_rings(const struct tracer *tracer)
{
	struct processes list = { 0 };
	int ret = map_each(tracer_map(tracer, "processes"), list_process,
			   &list);

	if (ret)
		return ret;
	tracer->live->scan++;
	if (list.count > SINGLE_MAX)
		return tracer_iterate(tracer, "find_rings", NULL);
	for (__u32 i = 0; i < list.count; i++) {
		union bpf_iter_link_info one = { .task.pid = list.pids[i] };

		ret = tracer_iterate(tracer, "find_rings", &one);
		/* Before 6.1 it cannot be told one process. */
		if (ret)
			return tracer_iterate(tracer, "find_rings", NULL);
	}
	return 0;
}

int start_watching(struct tracer *tracer)
{
	/* Others than root may not: then the cost is not known. */
	tracer->timing = bpf_enable_stats(BPF_STATS_RUN_TIME);
	return find_rings(tracer);
}

/* Its name of this moment; what the programs have seen, if it is gone. */
static void read_name(const struct process *process, char *name, int size)
{
	char path[32];
	FILE *file;

	snprintf(name, size, "%.*s", (int)sizeof(process->comm), process->comm);
	if (process->ended_ns)
		return;
	snprintf(path, sizeof(path), "/proc/%u/comm", process->pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, size, file))
		name[strcspn(name, "\n")] = 0;
	fclose(file);
}

/* 0: it has not come. */
static void write_time(const char *name, __u64 ns)
{
	if (ns)
		json_big(name, ns);
	else
		json_null(name);
}

static void write_process(const void *key, const void *value, void *context)
{
	const struct process *process = value;
	char name[sizeof(process->comm) + 1];

	(void)context;
	read_name(process, name, sizeof(name));
	json_open(NULL, '{');
	json_number("pid", process->pid);
	json_number("globalPid", *(const __u32 *)key);
	json_string("comm", name);
	write_time("usedNs", process->used_ns);
	write_time("endedNs", process->ended_ns);
	json_close('}');
}

static const char *kind_of(__u32 type)
{
	switch (type) {
	case 0100000:
		return "regular";
	case 0060000:
		return "block";
	case 0020000:
		return "char";
	case 0140000:
		return "socket";
	case 0010000:
		return "pipe";
	default:
		return "other";
	}
}

static void write_punt(const void *key, const void *value, void *context)
{
	const struct punt_key *of = key;
	const struct punt *punt = value;
	/* Where the map was full it is the requests that were refused. */
	bool known = of->inode || of->type;
	char id[16];

	(void)context;
	snprintf(id, sizeof(id), "%u", of->ring);
	json_open(NULL, '{');
	json_string("ring", id);
	json_number("opcode", of->opcode);
	json_number("count", punt->count);
	json_bool("forced", of->forced);
	json_optional_string("file", known ? punt->file : NULL);
	json_optional_string("kind", known ? kind_of(of->type) : NULL);
	json_bool("direct", of->direct);
	json_bool("nowait", of->nowait);
	json_optional_string("filesystem", known ? punt->filesystem : NULL);
	json_close('}');
}

static void write_wq_cpus(const struct tracer *tracer)
{
	int map = tracer_map(tracer, "wq_cpus");

	json_open("wqCpus", '[');
	for (__u32 cpu = 0; cpu < (__u32)libbpf_num_possible_cpus(); cpu++) {
		__u64 count;

		if (bpf_map_lookup_elem(map, &cpu, &count) || !count)
			continue;
		json_open(NULL, '[');
		json_number(NULL, cpu);
		json_number(NULL, count);
		json_close(']');
	}
	json_close(']');
}

int write_watched(const struct tracer *tracer)
{
	int ret = find_rings(tracer);

	if (ret)
		return ret;
	json_open("processes", '[');
	ret = map_each(tracer_map(tracer, "processes"), write_process, NULL);
	if (ret)
		return ret;
	json_close(']');
	ret = write_rings(tracer);
	if (ret)
		return ret;
	json_open("punts", '[');
	ret = map_each(tracer_map(tracer, "punts"), write_punt, NULL);
	if (ret)
		return ret;
	json_close(']');
	write_wq_cpus(tracer);
	return 0;
}

/* So many completions tell what one costs. */
#define TIMED_RUNS 1000

void end_timing(struct tracer *tracer)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	int complete =
		bpf_program__fd(tracer_program(tracer, PROGRAM_complete));

	if (tracer->timing < 0 ||
	    bpf_obj_get_info_by_fd(complete, &info, &size) ||
	    info.run_cnt < TIMED_RUNS)
		return;
	close(tracer->timing);
	tracer->timing = -1;
}
