import { assert, assertEquals, assertMatch } from "@std/assert";
import * as abi from "../../ffi/abi.ts";
import { cellFailure } from "../../ffi/refusals.ts";
import { lockedMemoryAdvice } from "../../lib/host/locked_memory.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import {
  type Step,
  STEPS,
  stepText,
} from "../../lib/model/measurement/steps.ts";
import { type CellError, ImpossibleError } from "../../lib/run/executor.ts";
import { cell } from "../model/fixtures.ts";

const EPERM = 1;
const EBADMSG = 74;
const EMSGSIZE = 90;
const EBADF = 9;
const EAGAIN = 11;
const ENOMEM = 12;
const EEXIST = 17;
const EINVAL = 22;
const EMFILE = 24;
const EPROTO = 71;
const EOPNOTSUPP = 95;
const ENOBUFS = 105;

function failure(
  step: Step,
  errno: number,
  change: Partial<Params> = {},
  counts: { in_flight?: bigint; abandoned?: bigint } = {},
): CellError {
  const none = abi.decode(abi.CELL_RESULT, abi.allocate(abi.CELL_RESULT));
  return cellFailure(
    cell(change),
    {
      ...none,
      ...counts,
      step: BigInt(STEPS.indexOf(step)),
      error: BigInt(errno),
    },
    30,
  );
}

function isImpossible(
  step: Step,
  errno: number,
  change?: Partial<Params>,
): boolean {
  return failure(step, errno, change) instanceof ImpossibleError;
}

Deno.test("what the kernel has not got is impossible, all else a failure", () => {
  assert(isImpossible("ring", EINVAL));
  assert(isImpossible("ring", EOPNOTSUPP));
  assert(isImpossible("ring", EPERM, { mode: "sqpoll" }));
  assert(!isImpossible("ring", EPERM));
  assert(!isImpossible("ring", ENOMEM));
  assert(isImpossible("op_read", EINVAL));
  assert(isImpossible("op_msg_ring", EINVAL));
  assert(isImpossible("send_msg_ring", EINVAL));
  assert(isImpossible("accept_kind", EINVAL, { accept: "multishot" }));
  assert(isImpossible("recv_kind", EINVAL, { recv: "bundle" }));
  assert(isImpossible("room", ENOBUFS, { load: "unix", pipeline: 1000 }));
  assert(!isImpossible("message", EBADMSG));
  assert(!isImpossible("accept", EPROTO));
  assert(!isImpossible("backlog", ENOBUFS));
  assert(!isImpossible("op_read", ENOMEM));
  assert(isImpossible("any_file", EBADF));
  assert(isImpossible("ring_fd", EINVAL, { registeredRingFd: true }));
  assert(!isImpossible("ring_fd", ENOMEM, { registeredRingFd: true }));
  assert(isImpossible("getevents", EINVAL, { iowait: false }));
  assert(!isImpossible("getevents", EINVAL));
  assert(isImpossible("second_thread", EEXIST));
  assert(!isImpossible("second_thread", EINVAL));
  assert(!isImpossible("affinity", EINVAL));
});

Deno.test("every step has a text, which its failure begins with", () => {
  for (const step of STEPS) {
    if (step === "none" || step === "drain") continue;
    const { message } = failure(step, EINVAL);
    assert(message.startsWith(`${stepText(step)}: EINVAL (`), message);
  }
});

Deno.test("a refused step says what would help", () => {
  const advice = (...[step, errno, change]: Parameters<typeof failure>) =>
    failure(step, errno, change).message.replace(/^.*?\): /, "");
  assertMatch(
    advice("ring", EINVAL, { mode: "defer", sqarray: false }),
    /^mode defer came with Linux 6\.1, NO_SQARRAY with 6\.6; this is \d/,
  );
  assertMatch(
    advice("ring", EPERM, { mode: "sqpoll" }),
    /CAP_SYS_ADMIN.*be root$/,
  );
  assertMatch(advice("op_read", EINVAL), /^it came with Linux 5\.6; this is /);
  assertMatch(advice("op_msg_ring", EINVAL), /^it came with Linux 5\.18; /);
  assertMatch(
    advice("send_msg_ring", EINVAL, { send: "register" }),
    /^it came with Linux 6\.13; /,
  );
  for (
    const change of [{ accept: "multishot" }, { registerfiles: true }] as const
  ) {
    const why = advice("accept_kind", EINVAL, change);
    assertMatch(why, /^it came with Linux 5\.19; this is /);
  }
  assertMatch(
    advice("recv_kind", EINVAL, { recv: "bundle" }),
    /^it came with Linux 6\.10; this is /,
  );
  assertMatch(advice("room", ENOBUFS), /fewer or shorter messages fit: /);
  assertMatch(advice("message", EBADMSG), /a message came that was not/);
  assertMatch(advice("message", EMSGSIZE), /no room for a whole message$/);
  assertMatch(
    advice("accept", EPROTO),
    /^a connection came that was not the n/,
  );
  assertMatch(advice("accept", EMFILE), /RLIMIT_NOFILE/);
  assertMatch(advice("backlog", ENOBUFS), /^net\.core\.somaxconn is less than/);
  assertMatch(
    advice("any_file", EBADF, { mode: "sqpoll" }),
    /^it came with Linux 5\.11; this is .*; --registerfiles on does without$/,
  );
  assertEquals(
    advice("ring_fd", EINVAL, { registeredRingFd: true }),
    "it came with Linux 5.18",
  );
  assertEquals(
    advice("second_thread", EEXIST),
    "with DEFER_TASKRUN only the submitter may wait",
  );
  assertMatch(
    advice("hugepages", ENOMEM, { hugepages: true }),
    /vm\.nr_hugepages/,
  );
  assertMatch(advice("guard", ENOMEM), /vm\.max_map_count/);
  assertMatch(advice("thread", EAGAIN), /RLIMIT_NPROC.*pids\.max/);
  for (const step of ["open", "ring", "eventfd", "direct"] as const) {
    assertMatch(advice(step, EMFILE), /^raise RLIMIT_NOFILE \(ulimit -n\)/);
  }
  const cpus = { cpus: [1, 2], partnerCpus: [3] };
  assertMatch(advice("affinity", EINVAL, cpus), /^of CPUs 1,2 some/);
  assertMatch(
    advice("affinity", EINVAL, { ...cpus, wait: "eventfd" }),
    /^of CPUs 1,2,3 some/,
  );
});

Deno.test("reads that do not come back are counted, and who waits for them", () => {
  assertEquals(
    failure("drain", 110, {}, { in_flight: 4n }).message,
    "drain: 4 reads did not complete within 30 s",
  );
  assertEquals(
    failure("drain", 110, {}, { in_flight: 4n, abandoned: 2n }).message,
    "drain: 4 reads did not complete within 30 s, and the kernel does not let " +
      "2 threads that wait for them end",
  );
});

Deno.test("whatever call meets RLIMIT_MEMLOCK, its value is told and the way out", () => {
  const limits = Deno.readTextFileSync("/proc/self/limits");
  const expected = lockedMemoryAdvice(limits);
  for (
    const [step, errno] of [
      ["ring", ENOMEM],
      ["buffers", ENOMEM],
      ["memlock", ENOMEM],
      ["memlock", EPERM],
    ] as const
  ) {
    const { message } = failure(step, errno);
    assert(message.endsWith(expected ?? ")"), message);
  }
  assert(!failure("buffers", EINVAL).message.includes("RLIMIT_MEMLOCK"));
});

Deno.test("a kernel without IORING_ENTER_NO_IOWAIT is told as such", () => {
  assertEquals(
    failure("getevents", EINVAL, { iowait: false }).message,
    "io_uring_enter (GETEVENTS): EINVAL (invalid argument): " +
      "IORING_ENTER_NO_IOWAIT came with Linux 6.15",
  );
});
