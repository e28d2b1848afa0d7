#include "probes.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "kernel_btf.h"
#include "symbols.h"

#define ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

#define NAME(name, event, cost) [PROGRAM_##name] = #name,
#define EVENT(name, event, cost) [PROGRAM_##name] = event,
#define COST(name, event, cost) [PROGRAM_##name] = cost,
const char *const program_names[PROGRAMS_END] = { PROGRAMS(NAME) };
const char *const program_events[PROGRAMS_END] = { PROGRAMS(EVENT) };
const char *const program_costs[PROGRAMS_END] = { PROGRAMS(COST) };

/* Made by object.S of the compiled programs. */
extern const char bpf_object_start[], bpf_object_end[];

/* Programs that need not be where another one is seen. */
static const struct {
	enum program program, instead;
} alternatives[] = {
	{ PROGRAM_submit_sqe, PROGRAM_submit_req },
	{ PROGRAM_submit_req, PROGRAM_submit_sqe },
	{ PROGRAM_enter_ipi, PROGRAM_enter_reschedule },
	{ PROGRAM_leave_ipi, PROGRAM_enter_reschedule },
	{ PROGRAM_enter_reschedule, PROGRAM_enter_ipi },
	{ PROGRAM_enter_call_single, PROGRAM_enter_ipi },
	{ PROGRAM_enter_call, PROGRAM_enter_ipi },
	{ PROGRAM_leave_call_single, PROGRAM_enter_ipi },
	{ PROGRAM_leave_call, PROGRAM_enter_ipi },
	{ PROGRAM_enter_irq_work, PROGRAM_enter_ipi },
	{ PROGRAM_enter_timer, PROGRAM_enter_ipi },
	{ PROGRAM_kick_process, PROGRAM_send_ipi },
	{ PROGRAM_kick_process_end, PROGRAM_send_ipi },
	{ PROGRAM_native_reschedule, PROGRAM_send_ipi },
};

/* What only --watch looks at. */
static const enum program of_watch[] = {
	PROGRAM_ring_create,
	PROGRAM_process_fork,
	PROGRAM_process_exec,
	PROGRAM_process_exit,
};
static const char *const maps_of_watch[] = {
	"processes", "rings",	   "ring_numbers", "ring_threads", "requests",
	"failures",  "latencies", "timers",	   "multishots",   "punts",
};

/*
 * The interrupt that these are in is also the one by which CPUs are told that
 * code has been changed, as attaching changes it. QEMU's software emulation
 * then runs code that is not there any more, and the kernel panics (seen with
 * 7.3 and four CPUs).
 */
static const enum program patched_under_way[] = {
	PROGRAM_enter_call_single,
	PROGRAM_leave_call_single,
	PROGRAM_enter_call,
	PROGRAM_leave_call,
};

static bool is_emulated(void)
{
#if defined(__x86_64__)
	unsigned int a, signature[3] = { 0 };

	__cpuid(0x40000000, a, signature[0], signature[1], signature[2]);
	return !memcmp(signature, "TCGTCGTCGTCG", sizeof(signature));
#else
	return false;
#endif
}

/* The last line that the verifier wrote before its closing figures. */
static char verdict[192];

static int keep_verdict(enum libbpf_print_level level, const char *format,
			va_list arguments)
{
	static char text[1 << 16];
	char *end, *line;

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(text, sizeof(text), format, arguments);
	end = strstr(text, "\nprocessed ");
	if (!strstr(text, "BEGIN PROG LOAD LOG") || !end)
		return 0;
	*end = 0;
	line = strrchr(text, '\n');
	snprintf(verdict, sizeof(verdict), "%.*s", (int)sizeof(verdict) - 1,
		 line ? line + 1 : text);
	return 0;
}

static void set_unseen(struct probe *probe, int error, const char *why)
{
	probe->state = PROBE_not_seen;
	probe->error = error;
	snprintf(probe->why, sizeof(probe->why), "%s", why);
}

static void refuse(struct probe *probe, int error, const char *step)
{
	char why[256];

	snprintf(why, sizeof(why), "%s: %s%s%s", step, strerror(-error),
		 verdict[0] ? ": " : "", verdict);
	set_unseen(probe, error, why);
}

struct bpf_program *tracer_program(const struct tracer *tracer, int program)
{
	return bpf_object__find_program_by_name(tracer->object,
						program_names[program]);
}

int tracer_map(const struct tracer *tracer, const char *name)
{
	return bpf_object__find_map_fd_by_name(tracer->object, name);
}

static bool is_kprobe(const struct bpf_program *program)
{
	return bpf_program__type(program) == BPF_PROG_TYPE_KPROBE;
}

static int size_maps(struct bpf_object *object, bool watch)
{
	int cpus = libbpf_num_possible_cpus();
	int ret = bpf_map__set_max_entries(
		bpf_object__find_map_by_name(object, "cpus"), cpus);

	if (ret == 0 && watch)
		ret = bpf_map__set_max_entries(
			bpf_object__find_map_by_name(object, "wq_cpus"), cpus);
	for (size_t i = 0; i < ELEMENTS(maps_of_watch) && !watch && !ret; i++)
		ret = bpf_map__set_max_entries(
			bpf_object__find_map_by_name(object, maps_of_watch[i]),
			1);
	return ret;
}

static struct bpf_object *open_object(const struct settings *settings)
{
	size_t size = bpf_object_end - bpf_object_start;
	/*
	 * Where a type is not the kernel's own libbpf looks for it in modules,
	 * unless a file is named; that takes CAP_SYS_ADMIN before libbpf 1.4.
	 * io_uring and the scheduler are in no module.
	 */
	LIBBPF_OPTS(bpf_object_open_opts, options,
		    .btf_custom_path = "/sys/kernel/btf/vmlinux");
	struct bpf_object *object =
		bpf_object__open_mem(bpf_object_start, size, &options);
	struct bpf_map *map;

	if (!object)
		return NULL;
	map = bpf_object__find_map_by_name(object, ".rodata.settings");
	if (bpf_map__set_initial_value(map, settings, sizeof(*settings)))
		goto failed;
	if (size_maps(object, settings->watch))
		goto failed;
	return object;
failed:
	bpf_object__close(object);
	return NULL;
}

/* Loads those that are not known to be unseen, and the iterators. */
static int load(struct tracer *tracer, const struct settings *settings,
		int only)
{
	int ret;

	verdict[0] = 0;
	tracer->object = open_object(settings);
	if (!tracer->object)
		return errno ? -errno : -EINVAL;
	for (int i = 0; i < PROGRAMS_END; i++) {
		bool wanted = tracer->probes[i].state == PROBE_seen &&
			      (only < 0 || only == i);

		bpf_program__set_autoload(tracer_program(tracer, i), wanted);
	}
	bpf_program__set_autoload(
		bpf_object__find_program_by_name(tracer->object, "find_process"),
		only < 0);
	bpf_program__set_autoload(
		bpf_object__find_program_by_name(tracer->object, "find_rings"),
		only < 0 && settings->watch);
	ret = bpf_object__load(tracer->object);
	if (ret) {
		bpf_object__close(tracer->object);
		tracer->object = NULL;
	}
	return ret;
}

/* What is known without trying: tracepoints that this kernel does not have. */
static void choose(struct tracer *tracer, const struct btf *btf)
{
	char type[128];

	for (int i = 0; i < PROGRAMS_END; i++) {
		struct probe *probe = &tracer->probes[i];

		probe->state = PROBE_seen;
		if (is_kprobe(tracer_program(tracer, i))) {
			if (!symbol_exists(program_events[i]))
				set_unseen(probe, -ENOENT,
					   "this kernel has no such function");
			continue;
		}
		snprintf(type, sizeof(type), "btf_trace_%s", program_events[i]);
		if (btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) < 0)
			set_unseen(probe, -ENOENT,
				   "this kernel has no such tracepoint");
	}
	for (size_t i = 0; i < ELEMENTS(of_watch) && !tracer->watch; i++) {
		set_unseen(&tracer->probes[of_watch[i]], 0, "only to watch");
		tracer->probes[of_watch[i]].state = PROBE_not_needed;
	}
	for (size_t i = 0; i < ELEMENTS(patched_under_way) && is_emulated(); i++)
		set_unseen(&tracer->probes[patched_under_way[i]], -EOPNOTSUPP,
			   "an emulated CPU does not bear it");
	for (size_t i = 0; i < ELEMENTS(alternatives); i++) {
		struct probe *probe = &tracer->probes[alternatives[i].program];
		int instead = alternatives[i].instead;

		if (tracer->probes[instead].state != PROBE_seen)
			continue;
		set_unseen(probe, 0, program_names[instead]);
		probe->state = PROBE_not_needed;
	}
}

static int load_all(struct tracer *tracer, const struct settings *settings)
{
	int ret = load(tracer, settings, -1);

	if (ret == 0)
		return 0;
	/* One of them is refused, or all: each says so by itself. */
	for (int i = 0; i < PROGRAMS_END; i++) {
		struct tracer alone = *tracer;

		if (tracer->probes[i].state != PROBE_seen)
			continue;
		ret = load(&alone, settings, i);
		if (ret)
			refuse(&tracer->probes[i], ret, "cannot be loaded");
		bpf_object__close(alone.object);
	}
	return load(tracer, settings, -1);
}

/*
 * A tracepoint that is there takes every program that was loaded; a kprobe is
 * found out by attaching it only.
 */
static void attach_all(struct tracer *tracer, bool kprobes_only)
{
	for (int i = 0; i < PROGRAMS_END; i++) {
		struct probe *probe = &tracer->probes[i];

		if (probe->state != PROBE_seen ||
		    (kprobes_only && !is_kprobe(tracer_program(tracer, i))))
			continue;
		verdict[0] = 0;
		probe->link = bpf_program__attach(tracer_program(tracer, i));
		if (!probe->link)
			refuse(probe, -errno, "cannot be attached");
	}
}

static int map_live(struct tracer *tracer)
{
	void *memory = mmap(NULL, sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE,
			    MAP_SHARED, tracer_map(tracer, ".data.live"), 0);

	if (memory == MAP_FAILED)
		return -errno;
	tracer->live = memory;
	return 0;
}

int tracer_iterate(const struct tracer *tracer, const char *program,
		   union bpf_iter_link_info *info)
{
	LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = info,
		    .link_info_len = info ? sizeof(*info) : 0);
	struct bpf_link *link = bpf_program__attach_iter(
		bpf_object__find_program_by_name(tracer->object, program),
		&options);
	char nothing[64];
	int fd, ret = 0;

	if (!link)
		return -errno;
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd < 0)
		ret = -errno;
	while (ret == 0) {
		ssize_t got = read(fd, nothing, sizeof(nothing));

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			ret = -errno;
	}
	if (fd >= 0)
		close(fd);
	bpf_link__destroy(link);
	return ret;
}

int tracer_add(const struct tracer *tracer, __u32 pid)
{
	__u32 before = tracer->live->tgid;
	int ret;

	tracer->live->tgid = 0;
	tracer->live->wanted = pid;
	ret = tracer_iterate(tracer, "find_process", NULL);
	if (tracer->live->tgid)
		return ret;
	tracer->live->tgid = before;
	return ret ? ret : -ESRCH;
}

/* Some of those that are watched may have ended already, but not all. */
static int find_processes(const struct tracer *tracer, struct targets targets)
{
	int ret = -ESRCH;

	for (int i = 0; i < targets.count; i++) {
		int one = tracer_add(tracer, targets.pids[i]);

		if (one != 0 && one != -ESRCH)
			return one;
		if (one == 0)
			ret = 0;
	}
	return ret;
}

int tracer_start(struct tracer *tracer, struct settings *settings,
		 struct targets targets, bool trial)
{
	struct btf *btf = btf__load_vmlinux_btf();
	int ret;

	libbpf_set_print(keep_verdict);
	tracer->watch = settings->watch;
	if (!btf) {
		for (int i = 0; i < PROGRAMS_END; i++)
			set_unseen(&tracer->probes[i], -ENOENT,
				   "the kernel has no BTF");
		return -ENOENT;
	}
	if (tracer->watch)
		learn_requests(settings, btf);
	tracer->requests = settings->requests;
	tracer->object = open_object(settings);
	if (!tracer->object) {
		btf__free(btf);
		return -EINVAL;
	}
	choose(tracer, btf);
	bpf_object__close(tracer->object);
	btf__free(btf);
	ret = load_all(tracer, settings);
	if (ret == 0)
		ret = map_live(tracer);
	if (ret == 0)
		ret = find_processes(tracer, targets);
	if (ret == 0)
		attach_all(tracer, trial);
	return ret;
}
