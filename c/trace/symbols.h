/* Names of kernel addresses, from /proc/kallsyms. */
#ifndef URINGLAB_TRACE_SYMBOLS_H
#define URINGLAB_TRACE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the table; -errno. -EPERM: the kernel hides its addresses. */
int symbols_load(void);
/* The function that an address is in; NULL where it is not known. */
const char *symbol_at(uint64_t address);
/* Where a function begins and ends; false where it is not there. */
bool symbol_range(const char *name, uint64_t *start, uint64_t *end);
bool symbol_exists(const char *name);

#endif
