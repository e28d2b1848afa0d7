import { isSocket } from "../parameters/loads.ts";
import { type Measured, type MeasuredFigure, perRead, sum } from "./figure.ts";

/** Receives that brought something; absent where nothing is received. */
function receives(m: Measured): number | undefined {
  return isSocket(m.params) ? sum(m, (w) => w.receives) : undefined;
}

/** The calls that the workers made and what they found. */
export const CALLS = [
  {
    name: "submit_calls",
    unit: "1",
    doc: "io_uring_enter calls that submitted",
    better: "none",
    value: (m) => sum(m, (w) => w.submitCalls),
  },
  {
    name: "getevents_calls",
    unit: "1",
    doc: "io_uring_enter calls that only waited (GETEVENTS)",
    better: "none",
    value: (m) => sum(m, (w) => w.geteventsCalls),
  },
  {
    name: "reaps",
    unit: "1",
    doc: "times that a worker wanted completions",
    better: "none",
    value: (m) => sum(m, (w) => w.reaps),
  },
  {
    name: "cq_ready",
    unit: "1",
    doc: "reaps that found a CQE already in the CQ",
    better: "none",
    value: (m) => sum(m, (w) => w.cqReady),
  },
  {
    name: "cqes_per_reap",
    unit: "1",
    doc: "completions taken per reap; of messages the receives that completed",
    better: "none",
    head: "CQEs/reap",
    decimals: 2,
    label: "completions per reap",
    summary: true,
    value: (m) => {
      const reaps = sum(m, (w) => w.reaps);
      return reaps ? (receives(m) ?? m.ios) / reaps : undefined;
    },
  },
  {
    name: "receives",
    unit: "1",
    doc: "of messages: receives that brought something",
    better: "none",
    value: receives,
  },
  {
    name: "receives_per_io",
    unit: "1",
    doc: "receives per message: less than 1 where one brings several",
    better: "lower",
    head: "recv/IO",
    decimals: 2,
    label: "receives per message",
    summary: true,
    compared: "told",
    value: (m) => {
      const all = receives(m);
      return all === undefined ? undefined : perRead(m, all);
    },
  },
  {
    name: "syscalls_per_io",
    unit: "1",
    doc: "system calls per read, those of a partner included",
    better: "lower",
    head: "calls/IO",
    decimals: 2,
    label: "system calls per read",
    summary: true,
    compared: "asked",
    value: (m) =>
      perRead(
        m,
        sum(m, (w) => w.submitCalls + w.geteventsCalls + w.partnerCalls),
      ),
  },
  {
    name: "touches",
    unit: "1",
    doc: "pages that the workers touched in their thinktime",
    better: "none",
    value: (m) => sum(m, (w) => w.touches),
  },
  {
    name: "rearms",
    unit: "1",
    doc: "multishot requests that the kernel had ended, so that workers made " +
      "them anew",
    better: "none",
    value: (m) => sum(m, (w) => w.rearms),
  },
  {
    name: "minflt_per_io",
    unit: "1",
    doc: "minor page faults of the workers per read",
    better: "lower",
    head: "faults/IO",
    decimals: 2,
    label: "minor page faults per read",
    summary: true,
    value: (m) => perRead(m, sum(m, (w) => w.minflt)),
  },
] as const satisfies readonly MeasuredFigure[];
