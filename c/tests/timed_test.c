/* The program that times a command: its line, what it refuses, its signals. */
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "cpus.h"

extern char **environ;

/* Starts timed with a command of the shell; its line goes into `file`. */
static pid_t start_timed(const char *file, char *command)
{
	char path[PATH_MAX];
	char *arguments[] = { "timed", (char *)file, "sh",
			      "-c",    command,	     NULL };
	pid_t pid;

	build_path(path, "timed");
	CHECK(posix_spawn(&pid, path, NULL, NULL, arguments, environ), ==, 0);
	return pid;
}

static int exit_of(pid_t pid)
{
	int status;

	CHECK(waitpid(pid, &status, 0), ==, pid);
	CHECK(WIFEXITED(status), ==, true);
	return WEXITSTATUS(status);
}

struct line {
	unsigned long long wall, user, system;
	long rss;
	char how[16];
	int status;
};

static struct line read_line(const char *file)
{
	struct line line;
	FILE *opened = fopen(file, "re");

	CHECK(opened != NULL, ==, true);
	CHECK(fscanf(opened, "%llu %llu %llu %ld %15s %d", &line.wall,
		     &line.user, &line.system, &line.rss, line.how,
		     &line.status),
	      ==, 6);
	fclose(opened);
	return line;
}

static void test_line(const char *file)
{
	struct line line;

	CHECK(exit_of(start_timed(file, "sleep 0.05; exit 7")), ==, 0);
	line = read_line(file);
	CHECK(line.wall, >=, 50 * 1000 * 1000);
	/* A sleeper has hardly any time of the CPU, whatever else runs. */
	CHECK((line.user + line.system) * 1000, <, line.wall);
	CHECK(line.rss, >, 0);
	CHECK(strcmp(line.how, "exited"), ==, 0);
	CHECK(line.status, ==, 7);

	CHECK(exit_of(start_timed(file, "kill -USR1 $$")), ==, 0);
	line = read_line(file);
	CHECK(strcmp(line.how, "killed"), ==, 0);
	CHECK(line.status, ==, SIGUSR1);
}

/* Of children that the command waits for, as the shell does for its own. */
static void test_counts_children(const char *file)
{
	struct line line;

	CHECK(exit_of(start_timed(file,
				  "i=0; (while [ $i -lt 100000 ]; do "
				  "i=$((i + 1)); done); true")),
	      ==, 0);
	line = read_line(file);
	CHECK(line.user + line.system, >, 0);
	CHECK((line.user + line.system) * 1000, <=, line.wall * 11 / 10);
}

static void test_refusals(const char *file)
{
	char path[PATH_MAX];
	char *few[] = { "timed", (char *)file, NULL };
	char *none[] = { "timed", (char *)file, "/no/such/command", NULL };
	char *nowhere[] = { "timed", "/no/such/file", "true", NULL };
	pid_t pid;

	build_path(path, "timed");
	CHECK(posix_spawn(&pid, path, NULL, NULL, few, environ), ==, 0);
	CHECK(exit_of(pid), ==, 2);
	CHECK(posix_spawn(&pid, path, NULL, NULL, none, environ), ==, 0);
	CHECK(exit_of(pid), ==, 127);
	CHECK(posix_spawn(&pid, path, NULL, NULL, nowhere, environ), ==, 0);
	CHECK(exit_of(pid), ==, 1);
}

/* All that the command has started gets the signal, not the first of it only. */
static void test_passes_signals_on(const char *file)
{
	struct line line;
	char command[PATH_MAX + 64], mark[PATH_MAX + 8];
	pid_t pid;

	snprintf(mark, sizeof(mark), "%s.up", file);
	snprintf(command, sizeof(command),
		 "sh -c 'trap \"\" USR1; : > %s; sleep 60; :'; :", mark);
	pid = start_timed(file, command);
	while (access(mark, F_OK))
		sleep_ms(1);
	CHECK(kill(pid, SIGTERM), ==, 0);
	CHECK(exit_of(pid), ==, 0);
	line = read_line(file);
	CHECK(line.wall, <, 60000000000);
	CHECK(strcmp(line.how, "killed"), ==, 0);
	CHECK(line.status, ==, SIGTERM);
	unlink(mark);
}

int main(void)
{
	char file[] = "/tmp/uringlab-timed-XXXXXX";
	int fd = mkstemp(file);

	CHECK(fd, >=, 0);
	close(fd);
	test_line(file);
	test_counts_children(file);
	test_refusals(file);
	test_passes_signals_on(file);
	unlink(file);
	return 0;
}
