/*
 * faulty_file BACKING MOUNTPOINT: shows BACKING, read-only, as
 * MOUNTPOINT/file (FUSE), and fails as it is told to, by lines on stdin:
 *
 *     serve  answers reads with what BACKING holds, also those it has held back
 *     stall  answers no read
 *     fail   answers reads with EIO, also those it has held back
 *
 * Says "ready", and then each word when it has taken it. Ends, which ends all
 * reads, with its input.
 */
#define FUSE_USE_VERSION 312
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_INODE 2
#define FOREVER 86400.0

struct held_read {
	fuse_req_t request;
	size_t bytes;
	off_t offset;
	struct held_read *next;
};

static int backing;
static struct held_read *held;
static enum { SERVE, STALL, FAIL } manner;

static struct stat attributes(fuse_ino_t inode)
{
	struct stat st = { .st_ino = inode, .st_mode = S_IFDIR | 0555,
			   .st_nlink = 2 };

	if (inode == FILE_INODE) {
		fstat(backing, &st);
		st.st_ino = inode;
		st.st_mode = S_IFREG | 0444;
	}
	return st;
}

static void get_attributes(fuse_req_t request, fuse_ino_t inode,
			   struct fuse_file_info *file)
{
	struct stat st = attributes(inode);

	(void)file;
	fuse_reply_attr(request, &st, FOREVER);
}

static void look_up(fuse_req_t request, fuse_ino_t parent, const char *name)
{
	struct fuse_entry_param entry = { .ino = FILE_INODE,
					  .attr = attributes(FILE_INODE),
					  .attr_timeout = FOREVER,
					  .entry_timeout = FOREVER };

	if (parent != FUSE_ROOT_ID || strcmp(name, "file") != 0)
		fuse_reply_err(request, ENOENT);
	else
		fuse_reply_entry(request, &entry);
}

static void open_file(fuse_req_t request, fuse_ino_t inode,
		      struct fuse_file_info *file)
{
	(void)inode;
	/* Past the page cache, or a fault would be seen in few reads. */
	file->direct_io = 1;
	fuse_reply_open(request, file);
}

static void answer(fuse_req_t request, size_t bytes, off_t offset)
{
	char *buffer = malloc(bytes);
	ssize_t got = buffer ? pread(backing, buffer, bytes, offset) : -1;

	if (manner == FAIL || got < 0)
		fuse_reply_err(request, EIO);
	else
		fuse_reply_buf(request, buffer, got);
	free(buffer);
}

static void read_file(fuse_req_t request, fuse_ino_t inode, size_t bytes,
		      off_t offset, struct fuse_file_info *file)
{
	struct held_read *one;

	(void)inode;
	(void)file;
	if (manner != STALL) {
		answer(request, bytes, offset);
		return;
	}
	one = malloc(sizeof(*one));
	*one = (struct held_read){ request, bytes, offset, held };
	held = one;
}

static void answer_held(void)
{
	while (held) {
		struct held_read *one = held;

		held = one->next;
		answer(one->request, one->bytes, one->offset);
		free(one);
	}
}

/* Whether there was a line. */
static bool obey(void)
{
	char word[16];

	if (scanf("%15s", word) != 1)
		return false;
	manner = strcmp(word, "stall") == 0 ? STALL :
		 strcmp(word, "fail") == 0  ? FAIL :
					      SERVE;
	if (manner != STALL)
		answer_held();
	puts(word);
	return true;
}

static void serve(struct fuse_session *session)
{
	struct pollfd ready[] = {
		{ .fd = fuse_session_fd(session), .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	struct fuse_buf buffer = { .mem = NULL };

	while (!fuse_session_exited(session) && poll(ready, 2, -1) > 0) {
		if (ready[0].revents & POLLIN &&
		    fuse_session_receive_buf(session, &buffer) > 0)
			fuse_session_process_buf(session, &buffer);
		if (ready[0].revents & POLLERR ||
		    (ready[1].revents && !obey()))
			break;
	}
	free(buffer.mem);
}

int main(int argc, char **argv)
{
	static const struct fuse_lowlevel_ops operations = {
		.lookup = look_up,
		.getattr = get_attributes,
		.open = open_file,
		.read = read_file,
	};
	struct fuse_args arguments = { 1, argv, 0 };
	struct fuse_session *session;

	if (argc != 3) {
		fprintf(stderr, "usage: faulty_file BACKING MOUNTPOINT\n");
		return 2;
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	backing = open(argv[1], O_RDONLY | O_CLOEXEC);
	session = backing < 0 ? NULL :
				fuse_session_new(&arguments, &operations,
						 sizeof(operations), NULL);
	if (!session || fuse_session_mount(session, argv[2])) {
		perror("faulty_file");
		return 1;
	}
	puts("ready");
	serve(session);
	fuse_session_unmount(session);
	fuse_session_destroy(session);
	return 0;
}
