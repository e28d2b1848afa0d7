#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kernel_btf.h"

/* The function that a tracepoint's programs stand for; NULL: there is none. */
static const struct btf_type *tracepoint(const struct btf *btf,
					 const char *event)
{
	char name[128];
	const struct btf_type *type;
	int id;

	snprintf(name, sizeof(name), "btf_trace_%s", event);
	id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	if (id < 0)
		return NULL;
	type = btf__type_by_id(btf, btf__type_by_id(btf, id)->type);
	return type && btf_is_ptr(type) ? btf__type_by_id(btf, type->type) :
					  NULL;
}

/* Whether an argument, counted from 0, is a pointer to this struct. */
static bool has_argument(const struct btf *btf, const char *event,
			 unsigned int index, const char *name)
{
	const struct btf_type *function = tracepoint(btf, event), *type;

	/* The first one is not the programs'. */
	if (!function || index + 1 >= btf_vlen(function))
		return false;
	type = btf__type_by_id(btf, btf_params(function)[index + 1].type);
	if (!type || !btf_is_ptr(type))
		return false;
	type = btf__type_by_id(btf, type->type);
	while (type && btf_is_mod(type))
		type = btf__type_by_id(btf, type->type);
	return type && btf_is_struct(type) &&
	       !strcmp(btf__name_by_offset(btf, type->name_off), name);
}

/* The value of a constant of any enum; -1: there is none of this name. */
static int constant(const struct btf *btf, const char *name)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const struct btf_enum *values;

		if (!btf_is_enum(type))
			continue;
		values = btf_enum(type);
		for (int i = 0; i < btf_vlen(type); i++)
			if (!strcmp(btf__name_by_offset(btf,
							values[i].name_off),
				    name))
				return values[i].val;
	}
	return -1;
}

static __u32 flag(const struct btf *btf, const char *bit)
{
	int value = constant(btf, bit);

	return value >= 0 && value < 32 ? 1U << value : 0;
}

void learn_requests(struct settings *settings, const struct btf *btf)
{
	settings->requests = (has_argument(btf, "io_uring_submit_req", 0,
					   "io_kiocb") ||
			      has_argument(btf, "io_uring_submit_sqe", 0,
					   "io_kiocb")) &&
			     has_argument(btf, "io_uring_queue_async_work", 0,
					  "io_kiocb");
	settings->complete_has_cqe =
		has_argument(btf, "io_uring_complete", 2, "io_uring_cqe");
	settings->nowait_flag = flag(btf, "REQ_F_SUPPORT_NOWAIT_BIT");
	settings->multishot_flag = flag(btf, "REQ_F_APOLL_MULTISHOT_BIT");
}
