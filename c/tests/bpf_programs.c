/*
 * bpf_programs ID...: says those BPF programs of these numbers that the kernel
 * still has, one a line.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		union bpf_attr attr;
		long fd;

		memset(&attr, 0, sizeof(attr));
		attr.prog_id = strtoul(argv[i], NULL, 10);
		fd = syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attr,
			     sizeof(attr));
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0) {
			perror("bpf_programs");
			return 1;
		}
		close(fd);
		puts(argv[i]);
	}
	return 0;
}
