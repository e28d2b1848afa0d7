/*
 * timed FILE COMMAND [ARG...]: runs COMMAND, waits for it, and writes into FILE
 * one line of what it took:
 *
 *   WALL USER SYSTEM RSS exited STATUS
 *   WALL USER SYSTEM RSS killed SIGNAL
 *
 * WALL in ns of CLOCK_MONOTONIC from before the fork until it is waited for;
 * USER and SYSTEM in us, of it and of those of its children that it waited for;
 * RSS in KiB, its largest (wait4(2), getrusage(2)). The command has the standard
 * streams of this program. Its own status is 0 when the line is written, 127
 * when COMMAND cannot be executed, which it says on stderr. The command has a
 * process group of its own, which SIGINT, SIGTERM and SIGHUP are passed on to.
 * This program dies with its parent and the command with this program, however
 * they die.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

static volatile sig_atomic_t group;

static void pass_on(int signal)
{
	int error = errno;

	if (group)
		kill(-group, signal);
	errno = error;
}

static uint64_t micros(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

/* Becomes the command; what the kernel refuses goes through the pipe. */
static _Noreturn void become(int pipe_fd, pid_t parent, char **arguments)
{
	int error;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have died before the signal was asked for. */
	if (getppid() != parent)
		_exit(1);
	execvp(arguments[0], arguments);
	error = errno;
	if (write(pipe_fd, &error, sizeof(error)) != sizeof(error))
		_exit(1);
	_exit(127);
}

static int complain(const char *what, int error)
{
	fprintf(stderr, "timed: %s: %s\n", what, strerror(error));
	return 1;
}

int main(int argc, char **argv)
{
	struct sigaction passed = { .sa_handler = pass_on };
	struct rusage usage;
	int pipe_fds[2], status, error;
	uint64_t start, wall;
	pid_t parent = getpid(), child;
	FILE *file;

	if (argc < 3) {
		fprintf(stderr, "usage: timed FILE COMMAND [ARG...]\n");
		return 2;
	}
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return complain("prctl", errno);
	/* The command does not inherit it: it ends when that is executed. */
	if (pipe2(pipe_fds, O_CLOEXEC))
		return complain("pipe2", errno);
	start = now_ns();
	child = fork();
	if (child < 0)
		return complain("fork", errno);
	if (child == 0)
		become(pipe_fds[1], parent, argv + 2);
	/* Whichever of the two comes first: there is a group to pass on to. */
	setpgid(child, child);
	group = child;
	sigaction(SIGINT, &passed, NULL);
	sigaction(SIGTERM, &passed, NULL);
	sigaction(SIGHUP, &passed, NULL);
	while (wait4(child, &status, 0, &usage) < 0) {
		if (errno != EINTR)
			return complain("wait4", errno);
	}
	wall = now_ns() - start;
	close(pipe_fds[1]);
	if (read(pipe_fds[0], &error, sizeof(error)) == sizeof(error)) {
		complain(argv[2], error);
		return 127;
	}
	file = fopen(argv[1], "we");
	if (!file)
		return complain(argv[1], errno);
	fprintf(file, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %ld %s %d\n", wall,
		micros(usage.ru_utime), micros(usage.ru_stime),
		usage.ru_maxrss, WIFEXITED(status) ? "exited" : "killed",
		WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return fclose(file) ? complain(argv[1], errno) : 0;
}
