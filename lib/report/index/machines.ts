/** What was found on several machines, together: the section of the page. */

// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { printable } from "../../base/terminal_text.ts";
import { changeText, plural } from "../../base/number_text.ts";
import type { LoadName } from "../../model/parameters/loads.ts";
import {
  type AcrossMachines,
  acrossMachines,
  type Interval,
} from "../../stats/across.ts";
import type { ArmAnswer } from "../../stats/arm_answers.ts";
import { escaped, table } from "../document/markdown.ts";
import { textTable } from "../tables/text_table.ts";
import { armsText } from "../../stats/comparison_text.ts";
import { figureText } from "./run_columns.ts";
import type { RunEntry } from "./run_entry.ts";

/** An arm of an experiment on several machines. */
export interface ComparedMachines {
  readonly experiment: string;
  readonly load: LoadName;
  /** Of one of them: what is compared, and by what. */
  readonly answer: ArmAnswer;
  readonly across: AcrossMachines;
}

/**
 * The arms that several machines have answers of, which are averages over as
 * many combinations of other axes: others are of something else.
 */
export function comparedMachines(
  entries: readonly RunEntry[],
): ComparedMachines[] {
  const answers = entries.flatMap((entry) =>
    entry.answers.map((answer) => ({ entry, answer }))
  );
  const alike = groups(
    answers,
    ({ entry, answer }) =>
      JSON.stringify([
        entry.identity.experiment,
        entry.load,
        answer.axis,
        answer.from,
        answer.to,
        answer.figure,
        answer.combinations,
      ]),
  );
  return alike.flatMap(([, some]) => {
    const across = acrossMachines(some.map(({ entry, answer }) => ({
      host: entry.identity.host,
      estimate: answer.estimate,
    })));
    const [first] = some;
    if (!across || !first) return [];
    const { entry, answer } = first;
    const { experiment } = entry.identity;
    return [{ experiment, load: entry.load, answer, across }];
  });
}

/** "-1.2 % to +3.4 %"; "" without an interval. */
function ends({ low, high }: Interval): string {
  return low === undefined || high === undefined
    ? ""
    : `${changeText(low)} to ${changeText(high)}`;
}

/** Whether an interval leaves no difference out. */
function differs({ low, high }: Interval): boolean {
  return low !== undefined && high !== undefined && (low > 1 || high < 1);
}

/** "exp7 (reads), coop / default, IOPS" */
function titleOf({ experiment, load, answer }: ComparedMachines): string {
  return `${experiment} (${load}), ${armsText(answer)}, ` +
    figureText(load, answer);
}

/** What several machines say together. */
export function machinesSentences(compared: ComparedMachines): string[] {
  const { machines, all, another } = compared.across;
  const odd = machines.filter(({ byOthers }) => differs(byOthers));
  const known = machines.filter(({ byOthers }) => byOthers.low !== undefined);
  return [
    `${titleOf(compared)}: on ${plural(machines.length, "machine")} ` +
    `${changeText(all.ratio)} (95 % CI ${ends(all)}, over machines)` +
    (another.low === undefined
      ? "."
      : `; on another like them ${ends(another)}, in 95 % of cases.`),
    odd.length > 0
      ? `Shown to differ from the others: ${
        odd.map(({ host, byOthers }) =>
          `${host} by ${changeText(byOthers.ratio)} (${ends(byOthers)})`
        ).join("; ")
      }.`
      : known.length > 0
      ? "No machine is shown to differ from the others."
      : "Whether machines differ no run tells: it takes 3 repeats of each.",
  ];
}

/** How to read it. */
const MEANING =
  "The change of each machine is the mean of its runs, its interval what their " +
  "blocks leave open. Over machines, machines are what repeats: the interval " +
  "is of machines like these. Of machines that do not differ one in twenty is " +
  "shown to differ, by chance. Where runs of one machine are of several " +
  "kernels or versions, the table of runs tells them apart.";

interface Line {
  readonly host: string;
  readonly runs: number;
  readonly own: Interval;
  readonly byOthers: Interval | undefined;
}

const COLUMNS: readonly {
  readonly head: string;
  readonly words: boolean;
  readonly value: (line: Line) => string;
}[] = [
  { head: "machine", words: true, value: ({ host }) => printable(host) },
  { head: "runs", words: false, value: ({ runs }) => `${runs}` },
  { head: "change", words: false, value: ({ own }) => changeText(own.ratio) },
  { head: "95 % CI", words: false, value: ({ own }) => ends(own) },
  {
    head: "by the others",
    words: false,
    value: ({ byOthers }) => byOthers ? changeText(byOthers.ratio) : "",
  },
  {
    head: "95 % CI",
    words: false,
    value: ({ byOthers }) => byOthers ? ends(byOthers) : "",
  },
];

function linesOf({ machines, all }: AcrossMachines): Line[] {
  return [...machines, {
    host: `all ${machines.length}`,
    runs: machines.reduce((sum, { runs }) => sum + runs, 0),
    own: all,
    byOthers: undefined,
  }];
}

/** The section as Markdown; "" where no arm has several machines. */
export function machinesMarkdown(
  compared: readonly ComparedMachines[],
): string {
  if (compared.length === 0) return "";
  const words = COLUMNS.flatMap(({ words }, i) => words ? [i] : []);
  return [
    MEANING,
    ...compared.flatMap((one) => [
      `### ${escaped(titleOf(one))}`,
      machinesSentences(one).map(escaped).join(" "),
      table(
        COLUMNS.map(({ head }) => head),
        linesOf(one.across).map((line) =>
          COLUMNS.map(({ value }) => escaped(value(line)))
        ),
        { words },
      ),
    ]),
  ].join("\n\n");
}

/** The machines of an arm, for a terminal. */
export function machinesTable({ across }: ComparedMachines): string {
  const [host, ...others] = COLUMNS;
  return host
    ? textTable(linesOf(across), [{ ...host, name: host.head }], others)
    : "";
}
