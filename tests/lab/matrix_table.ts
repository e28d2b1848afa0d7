import { textTable } from "../../lib/report/tables/text_table.ts";
import type { Examination, Provocation } from "./examination.ts";

/** A line of the table: what, and what it was on a kernel ("" if it was not). */
interface Fact {
  what: string;
  value: (examination: Examination) => string;
}

/** Items by name in the order in which any kernel has them. */
function namesOf(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

/** A figure of a CSV file to three decimals; "" stays. */
function rounded(figure: string): string {
  return figure === "" ? "" : `${Number(Number(figure).toFixed(3))}`;
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${(100 * part / whole).toFixed(1)} %` : "";
}

/** Kicks per read of each traced cell. */
function kickFacts(all: readonly Examination[]): Fact[] {
  const name = (cell: Readonly<Record<string, string>>) =>
    `kicks/read, ${cell.wait}, iodepth ${cell.iodepth}, ${cell.mode}`;
  return namesOf(all.map(({ cells }) => cells.map(name))).sort().map(
    (what) => ({
      what,
      value: ({ cells }) =>
        rounded(cells.find((cell) => name(cell) === what)?.kicks_per_io ?? ""),
    }),
  );
}

/** Classes that have runs, of all cells of a mode and a way to wait. */
function classFacts(all: readonly Examination[]): Fact[] {
  const name = (line: Readonly<Record<string, string>>) =>
    `runs, ${line.mode}, ${line.wait}: ${line.trigger}`;
  const group = (line: Readonly<Record<string, string>>) =>
    `${line.mode} ${line.wait}`;
  const sum = (lines: Examination["triggers"]) =>
    lines.reduce((runs, { count }) => runs + Number(count), 0);
  const named = all.map(({ triggers }) =>
    triggers.filter(({ count }) => Number(count) > 0).map(name)
  );
  return namesOf(named).sort().map((what) => ({
    what,
    value: ({ triggers }) => {
      const [first, ...others] = triggers.filter((line) => name(line) === what);
      if (!first) return "";
      return percent(
        sum([first, ...others]),
        sum(triggers.filter((line) => group(line) === group(first))),
      );
    },
  }));
}

function provocationFacts(all: readonly Examination[]): Fact[] {
  const named = all.map(({ provocations }) =>
    provocations.map(({ what }) => what)
  );
  return namesOf(named).map((what) => ({
    what: `in its class: ${what}`,
    value: ({ provocations }) => {
      const one = provocations.find((other) => other.what === what);
      return one
        ? `${percent(one.found, one.of)} of ${one.of}` +
          (one.ticks ? `, ${one.ticks} ticks` : "")
        : "";
    },
  }));
}

/** Events that some kernel does not show. */
function unseenFacts(all: readonly Examination[]): Fact[] {
  const events = all.map(({ probes }) =>
    probes.filter(({ state }) => state === "not seen").map(({ event }) => event)
  );
  return namesOf(events).map((event) => ({
    what: `${event} is`,
    value: ({ probes }) =>
      namesOf([
        probes.filter((one) => one.event === event).map(({ state }) => state),
      ]).join(", "),
  }));
}

function facts(all: readonly Examination[]): Fact[] {
  return [
    {
      what: "probes seen",
      value: ({ probes }) =>
        `${probes.filter(({ state }) => state === "seen").length}`,
    },
    ...unseenFacts(all),
    ...kickFacts(all),
    ...classFacts(all),
    {
      what: "cells that agree with what others counted",
      value: ({ cells }) =>
        `${cells.filter((c) => !c.broken).length} of ${cells.length}`,
    },
    ...provocationFacts(all),
    {
      what: "their runs that frames contradict",
      value: ({ provocations }) => {
        const sum = (of: (one: Provocation) => number) =>
          provocations.reduce((all, one) => all + of(one), 0);
        return `${sum(({ frames }) => frames.wrong)} of ${
          sum(({ frames }) => frames.of)
        }`;
      },
    },
    ...namesOf(all.map(({ places }) => [...places.keys()])).map(
      (what) => ({
        what,
        value: ({ places }: Examination) => places.get(what) ?? "",
      }),
    ),
    { what: "boots", value: ({ course }) => `${course.boots}` },
    {
      what: "minutes",
      value: ({ course }) => (course.seconds / 60).toFixed(1),
    },
    {
      what: "all right",
      value: ({ failures }) =>
        failures.length ? `no: ${failures.length} failed` : "yes",
    },
  ];
}

/** Why events are not seen and what failed, a line each. */
function remarks({ line, probes, failures }: Examination): string[] {
  const unseen = probes.filter(({ state }) => state === "not seen");
  return [
    ...unseen.map(({ event, why, cost }) =>
      `${line}: not seen: ${cost} (${event}: ${why})`
    ),
    ...failures.map((failure) => `${line}: failed: ${failure}`),
  ];
}

/** The kernels side by side, and below that what needs words. */
export function matrixTable(all: readonly Examination[]): string {
  const table = textTable(
    facts(all),
    [{
      head: "kernel",
      name: "",
      words: true,
      value: ({ what }) => what,
    }],
    all.map((examination) => ({
      head: examination.release || examination.line,
      words: false,
      value: ({ value }: Fact) => value(examination),
    })),
  );
  const below = all.flatMap(remarks).map((line) => `${line}\n`).join("");
  return below === "" ? table : `${table}\n${below}`;
}
