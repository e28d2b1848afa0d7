/** What is published of no-ops: the ring alone, by batch and through io-wq. */

import type { Claim, ClaimCell } from "../../lib/model/claim.ts";
import {
  NOP_CYCLES,
  NOP_KERNEL_CYCLES,
  NOP_THROUGH_IO_WQ,
} from "../published/nops.ts";
import { VLDB_2026 } from "../published/sources.ts";
import { exactly, partsFor, ratioOf } from "./cells.ts";

/** No-ops, so many for each call that submits and completes them. */
function nops(batch: number, rest: ClaimCell = {}): ClaimCell {
  return {
    load: "nop",
    mode: "defer",
    iodepth: batch,
    iodepthBatch: batch,
    iodepthBatchCompleteMax: 32,
    submitGetevents: false,
    clockPerReap: true,
    registeredRingFd: true,
    ...rest,
  };
}

/** What each io_uring_enter(2) more costs, by batches of 1 and of 32. */
const ONE_MORE_CALL = {
  kind: "cost",
  figure: "cpu_per_io_us",
  per: "syscalls_per_io",
  from: nops(32),
  to: nops(1),
} as const;

/** What one for each call takes as a multiple of one of 32. */
const SINGLE_TO_BATCH = ratioOf(NOP_CYCLES[1], NOP_CYCLES[32]);

export const NOP_CLAIMS: readonly Claim[] = [
  {
    name: "enter-cost",
    sentence: "One io_uring_enter costs about 1,100 cycles, 0.3 us.",
    sources: [VLDB_2026],
    published: "1,326 cycles with one NOP a call, 248 with 32, at 3.7 GHz",
    parts: [{
      where: "no-ops, batches of 1 and of 32, defer",
      measure: ONE_MORE_CALL,
      published: exactly(0.3),
      margin: 0.15,
    }],
    otherwise: "the mitigations of a CPU, its clock, and what a no-op costs " +
      "less in a batch than alone",
  },
  {
    name: "nop-batches",
    sentence:
      "A no-op that is alone in its call takes 5.3 times the CPU time " +
      "of one of 32.",
    sources: [VLDB_2026],
    published: "1,326 against 248 cycles: 5.35",
    parts: [{
      where: "no-ops, 1 against 32 a call, defer",
      measure: {
        kind: "ratio",
        figure: "cpu_per_io_us",
        from: nops(32),
        to: nops(1),
      },
      published: exactly(SINGLE_TO_BATCH),
      margin: 1,
    }],
    explanations: [{
      because: "a system call costs less than there, 0.3 us, of a no-op that " +
        "costs as much: us for one call more",
      where: "no-ops, batches of 1 and of 32, defer",
      measure: ONE_MORE_CALL,
      at: { high: 0.25 },
    }],
    otherwise: "which mitigations the kernel needs on a CPU",
  },
  {
    name: "nop-cycles",
    sentence:
      "A no-op takes 1,191 cycles in the kernel alone in its call, and " +
      "233 in a call of 32.",
    sources: [VLDB_2026],
    published: "1,191 and 233 cycles, AMD EPYC 9654P, mitigations on",
    parts: partsFor([1, 32] as const, (batch) => ({
      where: `no-ops, ${batch} a call, defer`,
      measure: {
        kind: "level",
        figure: "cycles_kernel_per_io",
        of: nops(batch, { perfCounters: true }),
      },
      published: exactly(NOP_KERNEL_CYCLES[batch]),
      margin: NOP_KERNEL_CYCLES[batch] / 4,
    })),
    otherwise: "another CPU takes other cycles for the same code",
  },
  {
    name: "nop-io-wq-hop",
    sentence: "A no-op that is handed to a thread of io-wq takes 7 to 9 us " +
      "longer.",
    sources: [VLDB_2026],
    published: "9.6 against 0.40 us by defer, 7.9 against 0.61 us by SQPOLL: " +
      "9.2 and 7.3 us more",
    parts: [{
      where: "a no-op at a time, through io-wq above inline, defer",
      measure: {
        kind: "difference",
        figure: "lat_p50_us",
        from: nops(1),
        to: nops(1, { forceAsync: true }),
      },
      published: {
        low: NOP_THROUGH_IO_WQ.sqpoll,
        high: NOP_THROUGH_IO_WQ.defer,
      },
      margin: 2,
    }],
    otherwise:
      "on a machine whose threads wake up slowly, such as a guest, a hop " +
      "costs more",
  },
];
