#include "obstacles.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "json.h"

/* include/uapi/linux/capability.h */
#define CAP_SYS_ADMIN 21
#define CAP_PERFMON 38
#define CAP_BPF 39

static void write_obstacle(const char *what, const char *why,
			   const char *remedy)
{
	json_open(NULL, '{');
	json_string("what", what);
	json_string("why", why);
	json_string("remedy", remedy);
	json_close('}');
}

static uint64_t capabilities(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	uint64_t set = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %" SCNx64, &set) == 1)
			break;
	if (file)
		fclose(file);
	return set;
}

static bool is_older_than(int major, int minor)
{
	struct utsname kernel;
	int is_major, is_minor;

	return uname(&kernel) == 0 &&
	       sscanf(kernel.release, "%d.%d", &is_major, &is_minor) == 2 &&
	       (is_major < major || (is_major == major && is_minor < minor));
}

static bool is_locked_down(const char *level)
{
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");
	char line[128] = "", selected[64];

	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = 0;
		fclose(file);
	}
	snprintf(selected, sizeof(selected), "[%s]", level);
	return strstr(line, selected);
}

static bool has_privileges(void)
{
	uint64_t set = capabilities();
	uint64_t both = UINT64_C(1) << CAP_BPF | UINT64_C(1) << CAP_PERFMON;

	return set >> CAP_SYS_ADMIN & 1 || (set & both) == both;
}

void write_obstacles(int symbols)
{
	bool btf = access("/sys/kernel/btf/vmlinux", R_OK) == 0;

	json_open("obstacles", '[');
	if (is_older_than(5, 15))
		write_obstacle("this kernel is older than 5.15",
			       "it has no bpf_task_pt_regs()",
			       "boot a newer kernel");
	if (!has_privileges())
		write_obstacle("not permitted to trace",
			       "neither CAP_SYS_ADMIN nor CAP_BPF and "
			       "CAP_PERFMON",
			       "run as root");
	if (is_locked_down("confidentiality"))
		write_obstacle("the kernel is locked down (confidentiality)",
			       "then no program may read its memory",
			       "boot with lockdown=none, with Secure Boot off");
	if (!btf)
		write_obstacle("the kernel does not describe its types (BTF)",
			       "/sys/kernel/btf/vmlinux cannot be read",
			       "boot a kernel with CONFIG_DEBUG_INFO_BTF=y");
	if (symbols == -EPERM)
		write_obstacle("the kernel hides its addresses",
			       "without them kicks are not told from other IPIs "
			       "and stacks have no names",
			       "sysctl kernel.kptr_restrict=0, or give "
			       "CAP_SYSLOG too");
	else if (symbols < 0)
		write_obstacle("/proc/kallsyms cannot be used",
			       strerror(-symbols), "boot a kernel with "
			       "CONFIG_KALLSYMS=y");
	json_close(']');
}
