import type {
  Claim,
  ClaimCell,
  ClaimPart,
  Measure,
} from "../../../lib/model/claim.ts";
import type { Core } from "../../../lib/model/parameters/params.ts";
import type { Place, Places } from "../../../lib/model/places.ts";
import { params } from "../../model/fixtures.ts";

const SOURCE = {
  cite: "exp_99",
  where: "nowhere",
  date: "2024",
  machine: "2 cores",
  kernel: "Linux 6.3",
};

/** A part that a ratio of IOPS is that of the publication. */
export function gain(
  published: number,
  { iodepth = 1, margin = 0.05, ...rest }: ClaimCell & { margin?: number } = {},
): ClaimPart {
  const cell = { iodepth, ...rest };
  return part(
    {
      kind: "ratio",
      figure: "iops",
      from: cell,
      to: { ...cell, mode: "coop" },
    },
    published,
    margin,
  );
}

export function part(
  measure: Measure,
  published: number,
  margin: number,
): ClaimPart {
  return {
    where: "here",
    measure,
    published: { low: published, high: published },
    margin,
  };
}

export function claim(
  name: string,
  parts: Claim["parts"],
  rest: Partial<Claim> = {},
): Claim {
  return {
    name,
    sentence: `${name} is so.`,
    sources: [SOURCE],
    published: "1.1",
    parts,
    ...rest,
  };
}

/** A machine with a core of each kind, or of one. */
export function ground(interrupt: "there" | "missing" = "there") {
  const places: Places = new Map<Core, Place | string>([
    ["non-interrupt", {
      cpus: [2, 3],
      core: "non-interrupt",
      partnerCpus: [1],
      why: "",
    }],
    [
      "interrupt",
      interrupt === "missing" ? "all interrupts are on others" : {
        cpus: [4, 5],
        core: "interrupt",
        partnerCpus: [1],
        why: "",
      },
    ],
  ]);
  return { base: params(), places, isRefused: () => false };
}
