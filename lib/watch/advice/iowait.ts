/** Sleeps that count as waiting for a disk. */

import { percent } from "../../base/number_text.ts";
import { isDisk } from "../opcodes.ts";
import { descriptors, seesRequests, tracedRings } from "./ring_use.ts";
import type { Rule } from "./rule.ts";

/** Most of the time; a few looks are not enough to tell. */
const SLEPT = 0.5;
const MIN_LOOKS = 3;

/**
 * A thread that waits for completions counts as waiting for a disk (6.5), be
 * they of sockets, timeouts or anything else.
 */
export const iowait: Rule = {
  about: "waits that count as iowait, and no disk is asked",
  judge(activity) {
    const { delivery, sleepLooks, iowaitLooks } = activity;
    if (!delivery || !seesRequests(activity) || sleepLooks < MIN_LOOKS) {
      return undefined;
    }
    const rings = tracedRings(activity);
    const disk = rings.some(({ requests }) =>
      requests.some(({ opcode, submitted, completed }) =>
        isDisk(opcode) && submitted + completed > 0
      )
    );
    if (disk || iowaitLooks / sleepLooks < SLEPT) return [];
    return [{
      rings: descriptors(rings.filter(({ waits }) => waits > 0)),
      seen: `at ${iowaitLooks} of ${sleepLooks} looks ` +
        `(${percent(iowaitLooks / sleepLooks)}) a thread slept in ` +
        "io_uring_enter and counted as waiting for a disk, and none of its " +
        "requests reads or writes a file",
      gain:
        "IORING_ENTER_NO_IOWAIT (Linux 6.15, liburing 2.10) lets that time " +
        "count as idle, and a CPU sleep deeper; for reads from a disk, one at " +
        "a time, it may cost 20 % (its author, August 2024)",
      figures: { looks: sleepLooks, looks_in_iowait: iowaitLooks },
    }];
  },
};
