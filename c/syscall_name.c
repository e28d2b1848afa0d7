/* Names of system calls, as the headers of this architecture know them. */
#include <stddef.h>

#include "uringlab.h"

static const char *const names[] = {
#include "syscall_names.h" /* made by the Makefile */
};

const char *uringlab_syscall_name(uint64_t number)
{
	return number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
}
