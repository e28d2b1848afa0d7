import { wrap } from "../../base/terminal_text.ts";
import { FIGURES } from "../../model/figures/mod.ts";
import { PARAM_COLUMNS } from "../../model/parameters/columns.ts";
import { LOAD_NAMES, LOADS } from "../../model/parameters/loads.ts";
import {
  MODE_NAMES,
  MODES,
  modeSince,
  setupFlagNames,
} from "../../model/parameters/modes.ts";
import { ACCEPT_NAMES, ACCEPTS } from "../../model/parameters/accepts.ts";
import { ENGINE_NAMES, ENGINES } from "../../model/parameters/engines.ts";
import { RECEIVE_NAMES, RECEIVES } from "../../model/parameters/receives.ts";
import { DESCRIPTIONS } from "../../model/parameters/params.ts";
import { WAIT_NAMES, WAITS } from "../../model/parameters/waits.ts";
import { entry } from "../../options/help_text.ts";
import { TERMS } from "./terms.ts";

/** Something to read that is no command. */
export interface Topic {
  readonly name: string;
  readonly summary: string;
  /** Lines of 80 columns at most. */
  readonly text: () => string;
}

function flagsOf(name: typeof MODE_NAMES[number]): string {
  const since = modeSince(name, { registerfiles: false });
  return `${setupFlagNames(name).replaceAll("|", " | ")}; Linux ${since}`;
}

/** The modes, the ways to wait and the loads, as `uringlab help modes` has them. */
function modesText(): string {
  const modes = MODE_NAMES.map((name) =>
    entry(name, `${MODES[name].help} (${flagsOf(name)})`)
  );
  const waits = WAIT_NAMES.map((name) => entry(name, WAITS[name].help));
  return [
    "Ring modes (--mode): what a completion does, and the flags of\n" +
    "io_uring_setup(2).\n",
    ...modes,
    "\nWays to wait (--wait): how a thread learns of its completions.\n",
    ...waits,
    "\nLoads (--load): what completes. All but read need no disk and no root.\n",
    ...LOAD_NAMES.map((name) => entry(name, LOADS[name].help)),
    "\nEngines of loads with connections (--engine).\n",
    ...ENGINE_NAMES.map((name) => entry(name, ENGINES[name])),
    "\nWays to receive the messages of sockets (--recv).\n",
    ...RECEIVE_NAMES.map((name) =>
      entry(name, `${RECEIVES[name].help} (Linux ${RECEIVES[name].since})`)
    ),
    "\nWays to accept connections (--accept).\n",
    ...ACCEPT_NAMES.map((name) =>
      entry(name, `${ACCEPTS[name].help} (Linux ${ACCEPTS[name].since})`)
    ),
    "\n" + wrap(
      "`uringlab modes --help` is the help of the experiment that compares " +
        "them here.",
    ).join("\n"),
  ].join("\n") + "\n";
}

const UNITS: Readonly<Record<string, string>> = { "1": "", "1/s": "per s" };

/** Every column of results.csv. */
function columnsText(): string {
  const parameters = PARAM_COLUMNS.filter(({ isConsequence }) => !isConsequence)
    .map(({ name, parameter }) => entry(name, DESCRIPTIONS[parameter].help));
  const figures = FIGURES.map(({ name, unit, doc }) => {
    const shown = UNITS[unit] ?? unit;
    return entry(name, `${doc}${shown === "" ? "" : ` [${shown}]`}`);
  });
  return [
    "Columns of results.csv. A value that is missing is an empty field, never 0.",
    "\nParameters:\n",
    ...parameters,
    "\nFigures:\n",
    ...figures,
  ].join("\n") + "\n";
}

/** The words that messages and reports use. */
function termsText(): string {
  return TERMS.map(({ term, meaning }) =>
    entry(term, meaning.replaceAll("`", ""))
  ).join("\n") + "\n";
}

/** What `uringlab help` explains beside commands and experiments. */
export const TOPICS: readonly Topic[] = [
  {
    name: "columns",
    summary: "every column of results.csv",
    text: columnsText,
  },
  {
    name: "modes",
    summary: "ring modes, ways to wait and loads",
    text: modesText,
  },
  {
    name: "terms",
    summary: "the words that reports use",
    text: termsText,
  },
];
