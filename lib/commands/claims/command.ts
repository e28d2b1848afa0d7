import type { Claim } from "../../model/claim.ts";
import { type Command, command } from "../base/command.ts";
import { CLAIMS_OPTIONS, parseClaimsOptions } from "./options.ts";

/** Tests published findings on this machine. */
export function claims(all: readonly Claim[]): Command {
  return command({
    name: "claims",
    summary: "which published findings hold on this machine?",
    usage: "[NAME...] [OPTION...]",
    description:
      "Tests what the document, its series, papers and patches published " +
      "about io_uring's completions, or the claims that are named. Every " +
      "claim names the cells that test it; all of them are measured together " +
      "in rounds, and a claim leaves as soon as its interval tells: it holds, " +
      "or it does not. What is open when time is over is not shown at this " +
      "precision, with how long it would take. Writes claims.csv, claims.md, " +
      "claims.html with a chart for each, and claims.json; `uringlab compare` " +
      "of two such directories says which verdicts moved.",
    options: CLAIMS_OPTIONS,
    essential: ["max-time", "list", "json", "filename", "cpus", "out", "help"],
    examples: [
      { words: "claims", does: "all of them, in 20 minutes" },
      {
        words: "claims coop-gain defer-cap --max-time 2m",
        does: "two of them, in less",
      },
      { words: "claims --list", does: "what is claimed, and by whom" },
    ],
    parse: (args) => parseClaimsOptions(args, all),
    async execute(options, process) {
      const { listClaims, testClaims } = await import("./claims.ts");
      if (options.list) {
        listClaims(options, process);
        return 0;
      }
      return await process.withMachine((around) => testClaims(options, around));
    },
  });
}
