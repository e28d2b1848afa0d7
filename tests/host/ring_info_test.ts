import { assertEquals } from "@std/assert";
import {
  counted,
  isTold,
  parseRingInfo,
  readRing,
  ringDescriptors,
} from "../../lib/host/ring_info.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { withTree } from "./tree.ts";

/** fio with an SQ thread on Linux 6.18. */
const NEW = `pos:	0
flags:	02000002
mnt_id:	17
ino:	1662327
SqMask:	0x3
SqHead:	8
SqTail:	12
CachedSqHead:	8
CqMask:	0x7
CqHead:	8
CqTail:	9
CachedCqTail:	10
SQEs:	1
    2: opcode:READ_FIXED, fd:0, flags:1, off:30635008, addr:0x560526a33400, rw_flags:0x0, buf_index:2 user_data:94580123051584
CQEs:	1
    0: user_data:94580123042752, res:512, flags:0
SqThread:	24230
SqThreadCpu:	1
SqTotalTime:	4728
SqWorkTime:	12
UserFiles:	1
    0: /mnt/SqThread:	5
UserBufs:	4
    0: 0x560526a33000/512
PollList:
  op=6, task_works=0
CqOverflowList:
  user_data=0, res=0, flags=0
  user_data=0, res=0, flags=0
NAPI:	disabled`;

/** Linux 5.10: no queues yet. */
const OLD = `pos:	0
flags:	02000002
mnt_id:	14
SqThread:	-1
SqThreadCpu:	-1
UserFiles:	0
UserBufs:	0
PollList:`;

/** Linux 6.18, while somebody submits. */
const LOCKED = `pos:	0
flags:	02000002
mnt_id:	17
ino:	1662327`;

Deno.test("what the kernel tells of a ring is read", () => {
  assertEquals(parseRingInfo(6, NEW), {
    fd: 6,
    inode: 1662327,
    sqEntries: 4,
    cqEntries: 8,
    submitted: 8,
    completed: 10,
    sqThread: { tid: 24230, cpu: 1, totalUs: 4728, workUs: 12 },
    files: 1,
    buffers: 4,
    overflowed: 2,
  });
});

Deno.test("what an old kernel does not tell is unknown, not 0", () => {
  assertEquals(parseRingInfo(3, OLD), {
    fd: 3,
    inode: undefined,
    sqEntries: undefined,
    cqEntries: undefined,
    submitted: undefined,
    completed: undefined,
    sqThread: undefined,
    files: 0,
    buffers: 0,
    overflowed: 0,
  });
});

Deno.test("a ring whose lock is held tells its inode alone", () => {
  withTree({ "/proc/7/fdinfo/3": LOCKED, "/proc/7/fdinfo/4": NEW }, (files) => {
    const locked = readRing(files, 7, 3);
    assertEquals(locked, { fd: 3, inode: 1662327 });
    assertEquals(locked && isTold(locked), false);
    const told = readRing(files, 7, 4);
    assertEquals(told && isTold(told), true);
  });
});

Deno.test("a ring that is locked for a moment is asked again", () => {
  const texts = [LOCKED, LOCKED, NEW];
  const files = { ...hostFiles(), read: () => texts.shift() };
  assertEquals(readRing(files, 7, 3), parseRingInfo(3, NEW));
});

Deno.test("descriptors of other kinds are no rings", () => {
  assertEquals(
    parseRingInfo(1, "pos:\t0\nflags:\t02\ntfd: 8 events: 1"),
    undefined,
  );
  const to = (name: string) => ({ link: `/${name}` });
  withTree({
    "/proc/7/fd/0": to("dev/null"),
    "/proc/7/fd/3": to("anon_inode:[eventfd]"),
    "/proc/7/fdinfo/10": OLD,
  }, (files) => {
    assertEquals(ringDescriptors(files, 7), []);
    assertEquals(ringDescriptors(files, 8), []);
    assertEquals(readRing(files, 7, 10)?.fd, 10);
    assertEquals(readRing(files, 7, 11), undefined);
  });
});

Deno.test("counters go on behind 2^32", () => {
  assertEquals(counted(5, 12), 7);
  assertEquals(counted(2 ** 32 - 3, 4), 7);
  assertEquals(counted(undefined, 4), undefined);
});
