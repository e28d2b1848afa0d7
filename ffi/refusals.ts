/** What a step that was refused means for a cell, and what its user may do. */
import { ERRNO } from "../lib/base/errno.ts";
import type { Cell } from "../lib/model/cell.ts";
import { LIMITS_PATH, lockedMemoryAdvice } from "../lib/host/locked_memory.ts";
import { modeSince, READS_SINCE } from "../lib/model/parameters/modes.ts";
import { hasWaker, isBlock, LOADS } from "../lib/model/parameters/loads.ts";
import { hasPartner } from "../lib/model/parameters/waits.ts";
import { touchMappings } from "../lib/model/parameters/touches.ts";
import { ACCEPTS, DIRECT_SINCE } from "../lib/model/parameters/accepts.ts";
import { RECEIVES } from "../lib/model/parameters/receives.ts";
import { SENDS } from "../lib/model/parameters/sends.ts";
import { needsAt } from "../lib/model/parameters/needs.ts";
import type { Need } from "../lib/model/parameters/parameter.ts";
import type { Params } from "../lib/model/parameters/params.ts";
import { type Step, STEPS } from "../lib/model/measurement/steps.ts";
import {
  CellError,
  ImpossibleError,
  LateStartError,
} from "../lib/run/executor.ts";
import { nameOf } from "./abi.ts";
import type { CellResult } from "./results.ts";
import { refusalOf } from "./errors.ts";

/** What the refusal of a step means. */
interface Verdict {
  /** The kernel has not got the mode, or not this way to wait in it. */
  readonly impossible?: boolean;
  /** What a user should know about it. */
  readonly advice?: string | undefined;
}

const NOTHING_TO_SAY: Verdict = {};

/** A descriptor may be wanted anywhere. */
function withoutDescriptors(errno: number): Verdict {
  return errno === ERRNO.EMFILE
    ? { advice: "raise RLIMIT_NOFILE (ulimit -n), or take fewer workers" }
    : NOTHING_TO_SAY;
}

/** What is said of something that this kernel does not know yet. */
export function tooOld(since: string): string {
  return `it came with Linux ${since}; this is ${Deno.osRelease()}`;
}

/** mlock2(2) says EPERM where nothing may be locked, all others ENOMEM. */
function ofLockedMemory(errno: number): Verdict {
  return errno === ERRNO.ENOMEM || errno === ERRNO.EPERM
    ? { advice: lockedMemoryAdvice(Deno.readTextFileSync(LIMITS_PATH)) }
    : NOTHING_TO_SAY;
}

/** A connection is gone, or what came on it was not what had been sent. */
function ofMessage(errno: number): Verdict {
  if (errno === ERRNO.EBADMSG) {
    return {
      advice: "a message came that was not the next one: lost, torn or " +
        "mixed up with another",
    };
  }
  return errno === ERRNO.EAGAIN || errno === ERRNO.EMSGSIZE
    ? { advice: "the connection had no room for a whole message" }
    : { advice: "the connection's other end is gone, or was reset" };
}

function ofRing(errno: number, params: Params): Verdict {
  const { mode } = params;
  if (errno === ERRNO.EPERM && mode === "sqpoll") {
    return {
      impossible: true,
      advice: "an SQ thread needs CAP_SYS_ADMIN before Linux 5.11, and " +
        "CAP_SYS_NICE before 5.13: be root",
    };
  }
  if (errno === ERRNO.EINVAL || errno === ERRNO.ENOSYS) {
    return {
      impossible: true,
      advice: `mode ${mode} came with Linux ${modeSince(mode, params)}` +
        needsAt("ring", params)
          .map(({ what, linux }) => `, ${what} with ${linux}`).join("") +
        `; this is ${Deno.osRelease()}`,
    };
  }
  if (errno === ERRNO.ENOMEM) return ofLockedMemory(errno);
  return {
    ...withoutDescriptors(errno),
    impossible: errno === ERRNO.EOPNOTSUPP,
  };
}

/** A step that is refused for what a parameter asks of the kernel, if it is. */
function ofNeed(
  { linux, remedy }: Need,
  errno: number,
): Verdict | undefined {
  if (linux === undefined) return { advice: remedy };
  return errno === ERRNO.EINVAL
    ? { impossible: true, advice: remedy ?? `it came with Linux ${linux}` }
    : undefined;
}

function ofAffinity(params: Params): Verdict {
  const { cpus, partnerCpus, wakerCpus } = params;
  const all = [
    ...cpus,
    ...hasPartner(params) ? partnerCpus : [],
    ...hasWaker(params) ? wakerCpus : [],
  ].join(",");
  return {
    advice: `of CPUs ${all} some are offline or outside this process's cpuset`,
  };
}

/** Each mapping counts for itself, and all of them as address space. */
function ofTouch({ workers, thinkTouchSize }: Params): Verdict {
  return {
    advice: `${workers} times ${touchMappings(thinkTouchSize)} mappings of ` +
      "2 MiB, for every arm with fresh pages, are more than RLIMIT_AS " +
      "(ulimit -v) or vm.max_map_count allows: less --think-touch-size, or " +
      "fewer --workers",
  };
}

/** What it means for a cell with these parameters that a step was refused. */
function judge(step: Step, errno: number, params: Params): Verdict {
  const [need] = step === "ring" ? [] : needsAt(step, params);
  const lacking = need && ofNeed(need, errno);
  if (lacking) return lacking;
  switch (step) {
    case "ring":
      return ofRing(errno, params);
    case "op_read":
      return errno === ERRNO.EINVAL
        ? { impossible: true, advice: tooOld(READS_SINCE) }
        : NOTHING_TO_SAY;
    case "op_futex":
      return errno === ERRNO.EINVAL
        ? { impossible: true, advice: tooOld(LOADS.futex.since) }
        : NOTHING_TO_SAY;
    case "op_msg_ring":
      return errno === ERRNO.EINVAL
        ? { impossible: true, advice: tooOld(LOADS.msg_ring.since) }
        : NOTHING_TO_SAY;
    case "send_msg_ring":
      return errno === ERRNO.EINVAL
        ? { impossible: true, advice: tooOld(SENDS[params.send].since) }
        : NOTHING_TO_SAY;
    case "any_file":
      return {
        impossible: true,
        advice: `${tooOld(modeSince(params.mode, params))}; ` +
          "--registerfiles on does without",
      };
    case "recv_kind":
    case "buf_ring":
      return errno === ERRNO.EINVAL
        ? { impossible: true, advice: tooOld(RECEIVES[params.recv].since) }
        : ofLockedMemory(errno);
    case "sockets":
    case "connect":
      if (errno === ERRNO.ENETUNREACH) {
        return { advice: "the loopback interface is down: ip link set lo up" };
      }
      return errno === ERRNO.EADDRINUSE || errno === ERRNO.EADDRNOTAVAIL
        ? {
          advice: "no port is left of net.ipv4.ip_local_port_range: take " +
            "fewer connections or workers, or widen it",
        }
        : withoutDescriptors(errno);
    case "room":
      return {
        impossible: true,
        advice: "fewer or shorter messages fit: net.core.wmem_max and " +
          "rmem_default bound a socket, of TCP net.ipv4.tcp_wmem",
      };
    case "accept_kind":
      return {
        impossible: true,
        advice: tooOld(
          params.accept === "single"
            ? DIRECT_SINCE
            : ACCEPTS[params.accept].since,
        ),
      };
    case "backlog":
      return {
        advice: "net.core.somaxconn is less than --connections: raise it, or " +
          "take fewer",
      };
    case "accept":
      return errno === ERRNO.EPROTO
        ? {
          advice: "a connection came that was not the next: something else " +
            "connects to ports of 127.0.0.1, or its packets are spread over " +
            "CPUs (rps_cpus of lo)",
        }
        : withoutDescriptors(errno);
    case "message":
      return ofMessage(errno);
    case "second_thread":
      return errno === ERRNO.EEXIST
        ? {
          impossible: true,
          advice: "with DEFER_TASKRUN only the submitter may wait",
        }
        : NOTHING_TO_SAY;
    case "affinity":
      return ofAffinity(params);
    case "buffers":
    case "memlock":
      return ofLockedMemory(errno);
    case "touch":
      return errno === ERRNO.ENOMEM
        ? ofTouch(params)
        : withoutDescriptors(errno);
    case "guard":
      return errno === ERRNO.ENOMEM
        ? { advice: "raise vm.max_map_count, or take fewer workers" }
        : NOTHING_TO_SAY;
    case "thread":
      return errno === ERRNO.EAGAIN
        ? {
          advice: "raise RLIMIT_NPROC (ulimit -u) or pids.max of the cgroup, " +
            "or take fewer workers",
        }
        : NOTHING_TO_SAY;
    case "procfs":
    case "open":
    case "direct":
    case "files":
    case "eventfd":
    case "wake":
    case "memory":
    case "stat":
    case "priority":
    case "submit":
    case "getevents":
    case "hugepages":
    case "read":
    case "ring_fd":
      return withoutDescriptors(errno);
    case "none":
    case "parameters":
    case "type":
    case "start":
    case "send":
    case "drain":
    case "seccomp":
    case "perf":
      return NOTHING_TO_SAY;
    default:
      return step satisfies never;
  }
}

/** I/Os did not complete within so many seconds. */
function drainFailure(
  params: Params,
  { in_flight, abandoned }: CellResult,
  seconds: number,
): CellError {
  return new CellError(
    `drain: ${in_flight} ${
      isBlock(params) ? "reads" : "I/Os"
    } did not complete within ${seconds} s` +
      (abandoned
        ? `, and the kernel does not let ${abandoned} threads that wait for ` +
          "them end"
        : ""),
  );
}

/**
 * Why a cell was not measured: an {@linkcode ImpossibleError} where it cannot
 * be on this kernel as it was asked for, a {@linkcode LateStartError} where its
 * workers were late for the window that was asked for, else a
 * {@linkcode CellError}.
 * `drainTimeout` is in seconds.
 */
export function cellFailure(
  { params }: Cell,
  result: CellResult,
  drainTimeout: number,
): CellError {
  const step = nameOf(STEPS, result.step);
  if (step === "drain") return drainFailure(params, result, drainTimeout);
  const errno = Number(result.error);
  const { impossible = false, advice } = judge(step, errno, params);
  const { message } = refusalOf(step, errno, advice);
  if (impossible) return new ImpossibleError(message);
  return step === "start" && errno === ERRNO.ETIME
    ? new LateStartError(message)
    : new CellError(message);
}
