/** A word that messages and reports use, and what it means there. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}

/** The words that uringlab uses in a sense of its own, from plain to special. */
export const TERMS: readonly Term[] = [
  {
    term: "worker",
    meaning: "a thread with a ring of its own",
  },
  {
    term: "hog",
    meaning:
      "a process that takes its CPU from a worker (`busy`), or spins where " +
      "the interrupts arrive (`busy interrupt`)",
  },
  {
    term: "mode",
    meaning: "the flags that a ring is made with",
  },
  {
    term: "wait",
    meaning: "how a worker learns of its completions",
  },
  {
    term: "interrupt core",
    meaning: "a CPU on which the disk's interrupts for its reads arrive",
  },
  {
    term: "waker",
    meaning: "a thread that completes the I/Os of a load without a disk from " +
      "a CPU of its own, which is then the interrupt core",
  },
  {
    term: "delivery",
    meaning: "from the waker's clock, just before its call, to the moment at " +
      "which a worker sees the completion",
  },
  {
    term: "non-interrupt core",
    meaning: "one whose completions come from another CPU, so that it can be " +
      "kicked",
  },
  {
    term: "kick",
    meaning: "the IPI that makes a running thread enter the kernel; not the " +
      "wake-up of a sleeping one, which may be an IPI too",
  },
  {
    term: "cell",
    meaning: "one combination of parameters",
  },
  {
    term: "block",
    meaning: "every cell once; what is compared stands side by side in it",
  },
  {
    term: "row",
    meaning: "one run of a cell",
  },
  {
    term: "arm",
    meaning: "one of the cells that are compared",
  },
  {
    term: "visit",
    meaning: "arms that are measured together, in turns",
  },
  {
    term: "turn",
    meaning: "the time that one arm of a visit has; between two turns reads " +
      "come back and the next arm settles (`lost_share`)",
  },
  {
    term: "slat, clat, lat",
    meaning: "fio's: preparation and the submit call; from its return to the " +
      "moment the completion is seen; both. The loop is closed: a worker that " +
      "waits submits nothing meanwhile, so that tails are shorter than those " +
      "of requests that arrive at times of their own",
  },
  {
    term: "document",
    meaning: "experiment 7 of the series with fio from which the questions " +
      "come (github.com/Ingimarsson/iouring-perf-analysis): --preset document " +
      "measures as long as it did, --loop document as its engine did",
  },
  {
    term: "timeline",
    meaning: "one of the ways in which a completion reaches its worker; " +
      "reports of traced runs have them as figures, numbered 1 to 9",
  },
  {
    term: "premise",
    meaning: "what must hold for a figure to mean what it says: no other " +
      "load, no page faults, no steal, a steady window",
  },
  {
    term: "valid",
    meaning: "a run whose premises held. Others are marked with ! and the " +
      "figure that shows why; a point with a quarter or more of them is hollow",
  },
  {
    term: "impossible",
    meaning: "a row that this kernel or machine does not have, with its " +
      "errno; nothing is ever tried otherwise",
  },
];
