/* Files to read: unlinked already, so reached by way of /proc/self/fd. */
#ifndef TARGET_H
#define TARGET_H

#include <endian.h>
#include <sys/stat.h>

#include "check.h"

#define TARGET_BLOCK 4096
#define TARGET_SECTOR 512

struct target {
	int fd;
	char path[32];
};

static inline struct target target_of(int fd)
{
	struct target target = { .fd = fd };

	CHECK(fd, >=, 0);
	snprintf(target.path, sizeof(target.path), "/proc/self/fd/%d", fd);
	return target;
}

static inline struct target make_empty_file(void)
{
	char path[PATH_MAX];
	int fd;

	build_path(path, "target-XXXXXX");
	fd = mkostemp(path, O_CLOEXEC);
	unlink(path);
	return target_of(fd);
}

/* Opened with O_RDWR it always has a writer, with O_PATH it has none. */
static inline struct target make_fifo(int flags)
{
	char path[PATH_MAX];
	int fd;

	build_path(path, "fifo");
	unlink(path);
	CHECK(mkfifo(path, 0600), ==, 0);
	fd = open(path, flags | O_CLOEXEC);
	unlink(path);
	return target_of(fd);
}

/* Stamps as uringlab writes them, made here without the help of stamp.h. */
static inline void stamp_sectors(char *buffer, size_t bytes, uint64_t offset)
{
	for (size_t at = 0; at < bytes; at += TARGET_SECTOR) {
		uint64_t number = htole64((offset + at) / TARGET_SECTOR);

		memcpy(buffer + at, "uringlab", 8);
		memcpy(buffer + at + 8, &number, sizeof(number));
	}
}

/* A stamped file; skips the test where O_DIRECT cannot read it. */
static inline struct target make_target(unsigned blocks)
{
	struct target target = make_empty_file();
	char buffer[TARGET_BLOCK];
	int direct;

	memset(buffer, 'x', sizeof(buffer));
	for (unsigned i = 0; i < blocks; i++) {
		stamp_sectors(buffer, sizeof(buffer), i * sizeof(buffer));
		CHECK(write(target.fd, buffer, sizeof(buffer)), ==,
		      sizeof(buffer));
	}
	CHECK(fdatasync(target.fd), ==, 0);
	direct = open(target.path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (direct < 0)
		skip("the build directory's file system has no O_DIRECT");
	close(direct);
	return target;
}

/* Makes one sector of the file the wrong one. */
static inline void spoil_sector(const struct target *target, uint64_t offset)
{
	CHECK(pwrite(target->fd, "elsewhere", 9, offset), ==, 9);
	CHECK(fdatasync(target->fd), ==, 0);
}

#endif
