/** Files that are looked up for every request. */

import { submittingEnters } from "../figures.ts";
import { isRead, isWrite, operationName } from "../opcodes.ts";
import { ringCqes, seesRequests, tracedRings } from "./ring_use.ts";
import type { Rule } from "./rule.ts";

/**
 * Requests per second of files that are not registered. Each takes and drops a
 * reference (io_file_get_normal(), io_put_file()): two atomic operations. That
 * these take some 20 ns together is an estimate, by which fewer requests take
 * less than 0.2 % of a CPU.
 */
const HIGH_RATE = 100_000;

const OTHERS: readonly string[] = ["SEND", "RECV", "SENDMSG", "RECVMSG"];

function takesFile(opcode: number): boolean {
  return isRead(opcode) || isWrite(opcode) ||
    OTHERS.includes(operationName(opcode));
}

/** Registered files and ring, where there is something to save. */
export const unregistered: Rule = {
  about: "files that are not registered, at a high rate",
  judge(activity) {
    const { delivery, seconds } = activity;
    if (!delivery || !seesRequests(activity) || seconds <= 0) return undefined;
    const found = tracedRings(activity).map((ring) => ({
      ring,
      count: ring.requests.filter(({ opcode }) => takesFile(opcode))
        .reduce((sum, one) => sum + one.submitted - one.fixedFile, 0),
    })).filter(({ count }) => count / seconds >= HIGH_RATE);
    if (found.length === 0) return [];
    const count = found.reduce((sum, one) => sum + one.count, 0);
    const calls = found.reduce(
      (sum, { ring }) => sum + submittingEnters(ring),
      0,
    );
    const completions = found.reduce(
      (sum, { ring }) => sum + ringCqes(ring),
      0,
    );
    return [{
      rings: found.flatMap(({ ring: { fd } }) => fd ?? []),
      seen:
        `${Math.round(count / seconds)} requests per second were of files ` +
        "that are not registered",
      gain:
        "io_uring_register_files() saves two atomic operations each: some " +
        "20 ns, which is an estimate and was not measured here, and more " +
        "where several threads use the same file" +
        (calls > 0
          ? "; io_uring_register_ring_fd() saves as much for each of " +
            `${Math.round(calls / seconds)} calls per second that submit`
          : ""),
      figures: { unregistered: count, completions, submit_calls: calls },
    }];
  },
};
