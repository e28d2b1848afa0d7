/* The text of uringlab_abi() against the structures it describes. */
#include "../uringlab.h"
#include "check.h"

/* Copies the line that begins with this name; there must be exactly one. */
static void line_of(const char *name, char *line, size_t bytes)
{
	size_t length = strlen(name);
	unsigned found = 0;

	for (const char *at = uringlab_abi(); *at; at = strchr(at, '\n') + 1) {
		size_t all = strcspn(at, "\n");

		CHECK(at[all], ==, '\n');
		if (strncmp(at, name, length) || at[length] != ' ')
			continue;
		CHECK(all, <, bytes);
		snprintf(line, bytes, "%.*s", (int)all, at);
		found++;
	}
	CHECK(found, ==, 1);
}

static unsigned count_char(const char *text, char wanted)
{
	unsigned count = 0;

	for (; *text; text++)
		count += *text == wanted;
	return count;
}

static unsigned fields_of(const char *name)
{
	char line[4096];

	line_of(name, line, sizeof(line));
	return count_char(line, ' ');
}

static uint64_t number_of(const char *name)
{
	char line[4096];

	line_of(name, line, sizeof(line));
	return strtoull(line + strlen(name), NULL, 10);
}

#define CHECK_STRUCT(name)                                                     \
	do {                                                                   \
		CHECK(fields_of(#name) * 8, ==,                                \
		      sizeof(struct uringlab_##name));                         \
		CHECK(offsetof(struct uringlab_##name, size), ==, 0);          \
	} while (0)

/* The order of the words is the order of the fields. */
static void test_order(void)
{
	char line[4096];
	unsigned field = 0;

	line_of("cell_params", line, sizeof(line));
	strtok(line, " ");
	for (char *word; (word = strtok(NULL, " ")); field++)
		if (!strcmp(word, "verify"))
			break;
	CHECK(field * 8, ==, offsetof(struct uringlab_cell_params, verify));
}

/* The position of a word in its line is the number of the step. */
static void test_steps(void)
{
	char line[4096];
	int step = 0;

	CHECK(fields_of("steps"), ==, URINGLAB_STEP_perf + 1);
	line_of("steps", line, sizeof(line));
	strtok(line, " ");
	for (char *word; (word = strtok(NULL, " ")); step++)
		if (!strcmp(word, "ring"))
			break;
	CHECK(step, ==, URINGLAB_STEP_ring);
}

int main(void)
{
	CHECK_STRUCT(cell_params);
	CHECK_STRUCT(arm_params);
	CHECK_STRUCT(turn);
	CHECK_STRUCT(live);
	CHECK_STRUCT(cell_result);
	CHECK_STRUCT(arm_result);
	CHECK_STRUCT(turn_result);
	CHECK_STRUCT(worker_result);
	CHECK_STRUCT(target);
	CHECK_STRUCT(cell_memory);
	CHECK(fields_of("waits"), ==, URINGLAB_WAIT_eventfd + 1);
	CHECK(fields_of("phases"), ==, URINGLAB_PHASE_done + 1);
	CHECK(fields_of("perfs"), ==, URINGLAB_PERF_software + 1);
	CHECK(number_of("buckets"), ==, URINGLAB_BUCKETS);
	CHECK(number_of("errnos"), ==, URINGLAB_ERRNOS);
	CHECK(number_of("slices"), ==, URINGLAB_SLICES);
	CHECK(number_of("arms"), ==, URINGLAB_ARMS);
	CHECK(number_of("snapshots"), ==, URINGLAB_SNAPSHOTS);
	CHECK(fields_of("recvs"), ==, URINGLAB_RECV_bundle + 1);
	CHECK(fields_of("sends"), ==, URINGLAB_SEND_register + 1);
	CHECK(fields_of("engines"), ==, URINGLAB_ENGINE_blocking + 1);
	CHECK(fields_of("touches"), ==, URINGLAB_TOUCH_fresh + 1);
	CHECK(count_char(uringlab_abi(), '\n'), ==, 25);
	CHECK(strlen(uringlab_liburing_version()), >, 0);
	test_order();
	test_steps();
	return 0;
}
