#define _GNU_SOURCE
#include "touch.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

/* Maps the file again and again, from an address on: 0 or -errno. */
static int map_all(char *first, uint64_t bytes, int file)
{
	for (uint64_t at = 0; at < bytes; at += URINGLAB_TOUCH_FILE_BYTES)
		if (mmap(first + at, URINGLAB_TOUCH_FILE_BYTES,
			 PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file,
			 0) == MAP_FAILED)
			return -errno;
	/* A kernel without huge pages for them refuses to be told so. */
	if (madvise(first, bytes, MADV_NOHUGEPAGE) && errno != EINVAL)
		return -errno;
	return 0;
}

/* Gives the file all of its pages, by a mapping that goes away: 0 or -errno. */
static int fill(int file, uint64_t page_bytes)
{
	char *pages = mmap(NULL, URINGLAB_TOUCH_FILE_BYTES,
			   PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

	if (pages == MAP_FAILED)
		return -errno;
	madvise(pages, URINGLAB_TOUCH_FILE_BYTES, MADV_NOHUGEPAGE);
	for (uint64_t at = 0; at < URINGLAB_TOUCH_FILE_BYTES; at += page_bytes)
		*(volatile char *)(pages + at) = 1;
	munmap(pages, URINGLAB_TOUCH_FILE_BYTES);
	return 0;
}

/*
 * The range is aligned to the size of the file, as then each mapping has a page
 * table of its own with pages of 4 KiB. A write to a shared page maps this one
 * alone, where a read would map those around it too (do_fault_around).
 */
static int map_range(struct touch *t, uint64_t bytes, int file)
{
	int ret = fill(file, t->page_bytes);
	size_t past;

	if (ret)
		return ret;
	t->mapping_bytes = bytes + URINGLAB_TOUCH_FILE_BYTES;
	t->mapping = mmap(NULL, t->mapping_bytes, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (t->mapping == MAP_FAILED) {
		t->mapping = NULL;
		return -errno;
	}
	past = (uintptr_t)t->mapping % URINGLAB_TOUCH_FILE_BYTES;
	t->first = t->mapping + (URINGLAB_TOUCH_FILE_BYTES - past) %
					URINGLAB_TOUCH_FILE_BYTES;
	t->pages = bytes / t->page_bytes;
	return map_all(t->first, bytes, file);
}

int touch_open(struct touch *t, const struct uringlab_arm_params *p)
{
	bool fresh = p->think_touch == URINGLAB_TOUCH_fresh;
	int file, ret;

	if (p->think_touch == URINGLAB_TOUCH_none)
		return 0;
	t->page_bytes = sysconf(_SC_PAGESIZE);
	t->left_ns = p->think_touch_every_ns;
	file = memfd_create("uringlab touch", MFD_CLOEXEC);
	if (file < 0)
		return -errno;
	ret = ftruncate(file, URINGLAB_TOUCH_FILE_BYTES) ? -errno : 0;
	if (!ret)
		ret = map_range(t,
				fresh ? p->think_touch_bytes :
					URINGLAB_TOUCH_FILE_BYTES,
				file);
	/* The mappings keep it. */
	close(file);
	for (uint64_t page = 0; !ret && !fresh && page < t->pages; page++)
		touch_next(t);
	/* At once: what else wants to map something in this process cannot. */
	if (ret)
		touch_close(t);
	return ret;
}

/* Of a page that the sanitizers watch they would touch their own note too. */
__attribute__((no_sanitize("address", "thread"))) void touch_next(struct touch *t)
{
	*(volatile char *)(t->first + t->next * t->page_bytes) = 1;
	if (++t->next == t->pages)
		t->next = 0;
}

void touch_close(struct touch *t)
{
	if (t->mapping)
		munmap(t->mapping, t->mapping_bytes);
	t->mapping = NULL;
}
