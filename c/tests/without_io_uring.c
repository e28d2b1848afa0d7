/*
 * without_io_uring ERRNO COMMAND...: runs a command for which io_uring_setup(2)
 * fails with that number: EPERM or ENOSYS, as in many containers; with "reads"
 * for the number it has rings, but none that knows IORING_OP_READ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "before_5_6.h"

static int forbid_io_uring(int error)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_io_uring_setup, 0, 1),
		REFUSE(error),
		ALLOW,
	};

	return INSTALL(filter);
}

int main(int argc, char **argv)
{
	if (argc < 3 || (strcmp(argv[1], "reads") ?
				 forbid_io_uring(atoi(argv[1])) :
				 be_before_5_6())) {
		perror("without_io_uring");
		return 125;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
