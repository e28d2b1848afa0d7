/** Where workers are, seen from the interrupted CPU: exp_04 and exp_09. */

import type { Claim, ClaimPart } from "../../lib/model/claim.ts";
import type { Core } from "../../lib/model/parameters/params.ts";
import { EXP_02, EXP_04, EXP_09 } from "../published/sources.ts";
import {
  exactly,
  fewKicks,
  gainOfCoop,
  joinedInterrupts,
  load,
  throughput,
} from "./cells.ts";

/** The depth at which its places differ most. */
const DEPTH = 64;

/** What COOP_TASKRUN gains on a core. */
function gainOn(core: Core, gain: number): ClaimPart {
  return {
    where: `${core}, coop against default`,
    measure: gainOfCoop("iops", load(DEPTH, { core })),
    published: exactly(gain),
    margin: 0.04,
  };
}

/** Throughput on a core as a multiple of that on the interrupted CPU. */
function speedOn(core: Core, ratio: number): ClaimPart {
  return {
    where: `${core} against the interrupted CPU, default`,
    measure: throughput(
      load(DEPTH, { core: "interrupt" }),
      load(DEPTH, { core }),
    ),
    published: exactly(ratio),
    margin: 0.05,
  };
}

export const PLACE_CLAIMS: readonly Claim[] = [
  {
    name: "place-same-llc",
    sentence: "On another core of the interrupted CPU's last-level cache " +
      "COOP_TASKRUN gains 12 %.",
    sources: [EXP_09],
    published: "260,636 against 232,852 IOPS at iodepth 64: 1.119",
    parts: [gainOn("same-llc", 1.119)],
    explanations: [
      fewKicks(load(DEPTH, { core: "same-llc" })),
      joinedInterrupts(load(DEPTH, { core: "same-llc" })),
    ],
  },
  {
    name: "place-twin",
    sentence: "The SMT twin of the interrupted CPU is 17 % slower than that " +
      "CPU, and COOP_TASKRUN gains 10 % there.",
    sources: [EXP_09],
    published: "185,414 against 224,652 IOPS: 0.825; 204,140 with coop: 1.101",
    needs: [{ kind: "smt" }],
    parts: [speedOn("smt-twin", 0.825), gainOn("smt-twin", 1.101)],
    explanations: [fewKicks(load(DEPTH, { core: "smt-twin" }))],
  },
  {
    name: "hogs-on-interrupt-core",
    sentence: "CPU hogs take more than half of the throughput of interrupt " +
      "cores, and COOP_TASKRUN gains nothing beside them.",
    sources: [EXP_04, EXP_02],
    published: "364,559 against 827,554 IOPS at iodepth 16: 0.44; 354,538 " +
      "with coop: 0.973",
    parts: [
      {
        where: "interrupt core, iodepth 16, beside hogs against without",
        measure: throughput(
          load(16, { core: "interrupt" }),
          load(16, { core: "interrupt", busy: true }),
        ),
        published: exactly(0.441),
        margin: 0.08,
      },
      {
        where: "interrupt core, iodepth 16, beside hogs: coop against default",
        measure: gainOfCoop(
          "iops",
          load(16, { core: "interrupt", busy: true }),
        ),
        published: exactly(0.973),
        margin: 0.04,
      },
    ],
    explanations: [{
      because: "threads sleep, and the scheduler lets who has slept run first",
      where: "interrupt core, iodepth 16, beside hogs",
      measure: {
        kind: "level",
        figure: "sleeps_per_io",
        of: load(16, { core: "interrupt", busy: true }),
      },
      at: { low: 0.01 },
    }],
  },
  {
    name: "place-node",
    sentence: "A remote NUMA node costs 23 % of throughput, and COOP_TASKRUN " +
      "gains nothing there.",
    sources: [EXP_09],
    published: "173,254 against 224,652 IOPS: 0.771; 172,442 with coop: 0.995",
    needs: [{ kind: "numa" }],
    parts: [speedOn("other-node", 0.771), gainOn("other-node", 0.995)],
  },
];
