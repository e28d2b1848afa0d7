/* The CPU hog: on its CPU, gone with its parent, clear about what is wrong. */
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "cpus.h"

extern char **environ;

/* Starts busy with its output and its messages going to fd. */
static pid_t start_busy(int fd, const char *cpu, const char *parent)
{
	char path[PATH_MAX];
	char *arguments[] = { "busy", (char *)cpu, (char *)parent, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;

	build_path(path, "busy");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fd, STDERR_FILENO);
	CHECK(posix_spawn(&pid, path, &actions, NULL, arguments, environ), ==,
	      0);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* How a child ended; kills it in the end, for it may be a hog that does not. */
static int status_of(pid_t pid)
{
	int status;

	for (int i = 0; i < 20000; i++) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		CHECK(ended, >=, 0);
		if (ended)
			return status;
		sleep_ms(1);
	}
	kill(pid, SIGKILL);
	check_failed(__FILE__, __LINE__, "busy did not end", pid, 0);
}

static void check_exit(const char *cpu, const char *parent, int code,
		       const char *message)
{
	char text[256] = "";
	int pipe_fds[2], status;
	pid_t pid;

	CHECK(pipe2(pipe_fds, O_CLOEXEC), ==, 0);
	pid = start_busy(pipe_fds[1], cpu, parent);
	close(pipe_fds[1]);
	status = status_of(pid);
	CHECK(WIFEXITED(status), ==, true);
	CHECK(WEXITSTATUS(status), ==, code);
	CHECK(read(pipe_fds[0], text, sizeof(text) - 1), >=, 0);
	CHECK(strncmp(text, message, strlen(message)), ==, 0);
	close(pipe_fds[0]);
}

static void test_refusals(uint64_t cpu)
{
	char me[24], stranger[24], number[24];

	snprintf(me, sizeof(me), "%d", getpid());
	snprintf(stranger, sizeof(stranger), "%d", getpid() + 1);
	snprintf(number, sizeof(number), "%" PRIu64, cpu);
	check_exit(NULL, NULL, 2, "usage: busy CPU PARENT [NICE]\n");
	check_exit(number, NULL, 2, "usage: busy CPU PARENT [NICE]\n");
	check_exit("8191", me, 1, "busy: CPU 8191: ");
	check_exit("8192", me, 1, "busy: CPU 8192: ");
	check_exit("-1", me, 1, "busy: CPU -1: ");
	/* A parent that is gone already; busy must not say "ready". */
	check_exit(number, stranger, 1, "");
}

/* The process that is to be killed. */
static _Noreturn void be_parent(int fd, uint64_t cpu)
{
	char me[24], number[24];
	pid_t pid;

	/* A test that fails must not leave a hog behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(me, sizeof(me), "%d", getpid());
	snprintf(number, sizeof(number), "%" PRIu64, cpu);
	pid = start_busy(fd, number, me);
	CHECK(waitpid(pid, NULL, 0), ==, pid);
	exit(1);
}

/* The only child of a process, from /proc. */
static pid_t child_of(pid_t parent)
{
	char path[64];
	FILE *file;
	int pid = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent,
		 parent);
	file = fopen(path, "re");
	if (!file)
		skip("no /proc/PID/task/TID/children here");
	CHECK(fscanf(file, "%d", &pid), ==, 1);
	fclose(file);
	return pid;
}

static void test_dies_with_parent(uint64_t cpu)
{
	struct cpu_mask wanted, taken;
	char text[16] = "";
	int pipe_fds[2], status;
	pid_t parent, busy;

	/* The orphan becomes this process's child, which can then wait. */
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
	CHECK(pipe2(pipe_fds, O_CLOEXEC), ==, 0);
	parent = fork();
	CHECK(parent, >=, 0);
	if (parent == 0)
		be_parent(pipe_fds[1], cpu);
	close(pipe_fds[1]);
	CHECK(read(pipe_fds[0], text, sizeof(text) - 1), ==, 6);
	CHECK(strcmp(text, "ready\n"), ==, 0);

	busy = child_of(parent);
	CHECK(cpu_mask_of(&wanted, &cpu, 1), ==, 0);
	taken = mask_of_thread(busy);
	CHECK(memcmp(&wanted, &taken, sizeof(wanted)), ==, 0);

	CHECK(kill(parent, SIGKILL), ==, 0);
	CHECK(waitpid(parent, &status, 0), ==, parent);
	status = status_of(busy);
	CHECK(WIFSIGNALED(status), ==, true);
	CHECK(WTERMSIG(status), ==, SIGKILL);
	close(pipe_fds[0]);
}

/* A terminal and a service manager signal children along with their parent. */
static void test_ends_by_its_parent_alone(uint64_t cpu)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
	char me[24], number[24], text[16] = "";
	int pipe_fds[2], status;
	pid_t busy;

	snprintf(me, sizeof(me), "%d", getpid());
	snprintf(number, sizeof(number), "%" PRIu64, cpu);
	CHECK(pipe2(pipe_fds, O_CLOEXEC), ==, 0);
	busy = start_busy(pipe_fds[1], number, me);
	close(pipe_fds[1]);
	CHECK(read(pipe_fds[0], text, sizeof(text) - 1), ==, 6);
	for (unsigned int i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		CHECK(kill(busy, ending[i]), ==, 0);
	/* Of signals that wait together SIGKILL would be taken first. */
	sleep_ms(20);
	CHECK(waitpid(busy, NULL, WNOHANG), ==, 0);
	CHECK(kill(busy, SIGKILL), ==, 0);
	status = status_of(busy);
	CHECK(WIFSIGNALED(status), ==, true);
	CHECK(WTERMSIG(status), ==, SIGKILL);
	close(pipe_fds[0]);
}

int main(void)
{
	static uint64_t cpus[MAX_CPUS];
	uint64_t count = allowed_cpus(cpus);

	test_refusals(cpus[0]);
	test_dies_with_parent(cpus[count - 1]);
	test_ends_by_its_parent_alone(cpus[count - 1]);
	return 0;
}
