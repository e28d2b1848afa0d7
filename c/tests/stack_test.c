/* A thread runs on the stack that it was given, or not at all. */
#include <errno.h>
#include <sys/mman.h>

#include "../stack.h"
#include "check.h"

static void *own_address(void *argument)
{
	char **address = argument;
	char here;

	/* Not returned: the compiler would know better. */
	__asm__ volatile("" : "=r"(*address) : "0"(&here));
	return NULL;
}

static char *map(size_t bytes)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(memory != MAP_FAILED, ==, true);
	return memory;
}

static struct stack new_stack(size_t bytes)
{
	return (struct stack){ map(bytes), bytes };
}

static void test_runs_there(size_t wanted)
{
	struct stack stack = new_stack(stack_bytes(wanted));
	char *address = NULL;
	pthread_t thread;

	CHECK(stack.bytes, >=, wanted);
	CHECK(stack.bytes % sysconf(_SC_PAGESIZE), ==, 0);
	CHECK(stack_start_thread(&thread, &stack, own_address, &address), ==,
	      0);
	CHECK(pthread_join(thread, NULL), ==, 0);
#ifndef __SANITIZE_ADDRESS__ /* whose frames may lie elsewhere */
	CHECK(address >= stack.base && address < stack.base + stack.bytes, ==,
	      true);
#endif
	munmap(stack.base, stack.bytes);
}

/* No thread on another stack instead, as without a word. */
static void test_too_small(void)
{
	struct stack stack = new_stack(sysconf(_SC_PAGESIZE));
	char *address = NULL;
	pthread_t thread;

	CHECK(stack_start_thread(&thread, &stack, own_address, &address), ==,
	      EINVAL);
	CHECK(address == NULL, ==, true);
	munmap(stack.base, stack.bytes);
}

int main(void)
{
	test_runs_there(2 << 20);
#ifndef __SANITIZE_THREAD__ /* which keeps more on a stack than that */
	test_runs_there(64 * 1024);
	test_runs_there(1);
#endif
	test_too_small();
	return 0;
}
