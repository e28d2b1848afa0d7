/** Figures of a watch second by second, for processes of a name together. */

import type { Better } from "../stats/verdict.ts";
import { operationName } from "./opcodes.ts";
import type { ProcessSample, WatchSample } from "./sample.ts";

/** A figure over time. */
export interface FigureSeries {
  /** The processes' name, and what is told of them. */
  readonly process: string;
  readonly figure: string;
  readonly better: Better;
  /** A value for each sample that has one, in the order of time. */
  readonly values: readonly number[];
  /** The same over the whole watch. */
  readonly whole: number;
}

/** A quotient of two sums over processes; undefined where one is not known. */
type Quotient = (
  processes: readonly ProcessSample[],
) => readonly [part: number | undefined, of: number | undefined];

function sum(
  processes: readonly ProcessSample[],
  of: (process: ProcessSample) => number | undefined,
): number | undefined {
  return processes.reduce((all: number | undefined, process) => {
    const value = of(process);
    return all === undefined || value === undefined ? undefined : all + value;
  }, 0);
}

/** The time of a sample, once, however many processes there are. */
function seconds(processes: readonly ProcessSample[]): number {
  return Math.max(0, ...processes.map(({ seconds }) => seconds));
}

const COMPLETED = ({ completed }: ProcessSample) => completed;

function each(of: (process: ProcessSample) => number | undefined): Quotient {
  return (processes) => [sum(processes, of), sum(processes, COMPLETED)];
}

const FIGURES: readonly {
  readonly name: string;
  readonly better: Better;
  readonly of: Quotient;
}[] = [
  {
    name: "completions/s",
    better: "higher",
    of: (processes) => [sum(processes, COMPLETED), seconds(processes)],
  },
  {
    name: "CPU us per completion",
    better: "lower",
    of: each(({ cpuSeconds }) => cpuSeconds && cpuSeconds * 1e6),
  },
  {
    name: "kicks per completion",
    better: "lower",
    of: each(({ kicks }) => kicks),
  },
  {
    name: "waits per completion",
    better: "lower",
    of: each(({ waits }) => waits),
  },
  {
    name: "enters per completion",
    better: "lower",
    of: each(({ enters }) => enters),
  },
];

/** A latency in us of an operation, over processes by their completions. */
function latency(opcode: number, name: "p50" | "p99"): Quotient {
  return (processes) => {
    const known = processes.flatMap(({ requests }) => requests)
      .filter((request) => request.opcode === opcode)
      .flatMap((request) => {
        const ns = request[name];
        return ns === undefined ? [] : [{ ns, n: request.completed }];
      });
    const all = known.reduce((sum, { n }) => sum + n, 0);
    const part = known.reduce((sum, { ns, n }) => sum + ns / 1e3 * n, 0);
    return [part, all];
  };
}

/** A sample much shorter than most is the rest at the end. */
const LEAST_LENGTH = 0.5;

/**
 * The figures of every name that processes have, in the order of their names.
 * The first sample is left out where there are more, as a program begins in it,
 * and so is a rest at the end.
 */
export function figureSeries(samples: readonly WatchSample[]): FigureSeries[] {
  const usual = Math.max(0, ...samples.map(({ seconds }) => seconds));
  const told = samples.filter(({ seconds }, i) =>
    (i > 0 || samples.length < 3) && seconds >= usual * LEAST_LENGTH
  );
  const processes = told.flatMap(({ processes }) => processes);
  const names = [...new Set(processes.map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const of = (all: readonly ProcessSample[]) =>
      all.filter((process) => process.name === name);
    const opcodes = [
      ...new Set(
        of(processes).flatMap(({ requests }) =>
          requests.filter(({ p50 }) => p50 !== undefined)
            .map(({ opcode }) => opcode)
        ),
      ),
    ];
    const figures = [
      ...FIGURES,
      ...opcodes.flatMap((opcode) =>
        (["p50", "p99"] as const).map((quantile) => ({
          name: `${operationName(opcode)} ${quantile} us`,
          better: "lower" as const,
          of: latency(opcode, quantile),
        }))
      ),
    ];
    return figures.flatMap((figure): FigureSeries[] => {
      const quotients = told.map(({ processes }) => figure.of(of(processes)))
        .flatMap(([part, all]) =>
          part === undefined || !all ? [] : [{ part, all }]
        );
      const all = quotients.reduce((sum, { all }) => sum + all, 0);
      if (all === 0) return [];
      return [{
        process: name,
        figure: figure.name,
        better: figure.better,
        values: quotients.map(({ part, all }) => part / all),
        whole: quotients.reduce((sum, { part }) => sum + part, 0) / all,
      }];
    });
  });
}
