/*
 * Kernels that refuse something: filters of system calls (seccomp(2)). One
 * stays for good with the thread that installs it, and with all that this makes.
 */
#ifndef SECCOMP_H
#define SECCOMP_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* Statements of a filter: what it looks at, and what becomes of the call. */
#define LOAD_NUMBER                                                            \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
/* The lower half of an argument, which comes first (little-endian). */
#define LOAD_ARGUMENT(n)                                                       \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS,                                     \
		 offsetof(struct seccomp_data, args[n]))
/* Skips so many statements where it is the value, or so many where not. */
#define IF_EQUAL(value, skipped, skipped_else)                                 \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, skipped, skipped_else)
#define REFUSE(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Installs a filter of so many statements: 0, or -1 with errno set. */
static inline int install_filter(struct sock_filter *filter,
				 unsigned short length)
{
	struct sock_fprog program = { .len = length, .filter = filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* The same for an array. */
#define INSTALL(filter)                                                        \
	install_filter(filter, sizeof(filter) / sizeof((filter)[0]))

#endif
