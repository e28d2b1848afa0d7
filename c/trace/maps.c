#include "maps.h"

#include <errno.h>
#include <stdlib.h>

#define BATCH 512

int map_each(int map, map_reader *read, void *context)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info), count, place[16];
	void *in = NULL, *out = place;
	char *keys, *values;
	int ret = 0;

	if (bpf_obj_get_info_by_fd(map, &info, &size))
		return -errno;
	keys = calloc(BATCH, info.key_size);
	values = calloc(BATCH, info.value_size);
	if (!keys || !values)
		ret = -ENOMEM;
	while (ret == 0) {
		count = BATCH;
		/* -ENOENT: these are the last ones. */
		ret = bpf_map_lookup_batch(map, in, out, keys, values, &count,
					   NULL);
		if (ret && ret != -ENOENT)
			break;
		for (__u32 i = 0; i < count; i++)
			read(keys + (size_t)i * info.key_size,
			     values + (size_t)i * info.value_size, context);
		in = out;
	}
	free(keys);
	free(values);
	return ret == -ENOENT ? 0 : ret;
}
