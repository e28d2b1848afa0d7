/** meta.json of a directory of claims. */

import {
  type MetaAtEnd,
  type MetaAtStart,
  metaJson,
} from "../../files/meta_json.ts";
import type { OutputDirectory } from "../../files/output_directory.ts";
import type { Cell } from "../../model/cell.ts";
import type { PlannedRun } from "../../model/planned_run.ts";
import type { RunIdentity } from "../../model/row.ts";
import type { Visit } from "../../model/visit.ts";

/** What of a run is written beside the cells of its rounds. */
type ClaimsPlan = PlannedRun & { readonly environment: unknown };

/** meta.json of claims, by which their rows are read back. */
export class ClaimsMeta {
  readonly #plan: ClaimsPlan;
  readonly #identity: RunIdentity;
  readonly #start: MetaAtStart;
  readonly #directory: OutputDirectory;
  readonly #cells: Cell[] = [];

  constructor(
    plan: ClaimsPlan,
    identity: RunIdentity,
    start: MetaAtStart,
    directory: OutputDirectory,
  ) {
    this.#plan = plan;
    this.#identity = identity;
    this.#start = start;
    this.#directory = directory;
  }

  /** Adds the cells of a round, and writes it. */
  add(visits: readonly Visit[]): void {
    this.#cells.push(...visits.flatMap(({ cells }) => cells));
    this.#cells.sort((a, b) => a.index - b.index);
    this.write();
  }

  /** Writes it, with the end of the run where it has ended. */
  write(end?: MetaAtEnd): void {
    const { environment } = this.#plan;
    const mode = [...new Set(this.#cells.map(({ params }) => params.mode))];
    this.#directory.write(
      "meta.json",
      metaJson(
        {
          identity: this.#identity,
          // All else is each cell's own: claims have no axes.
          run: { ...this.#plan, axes: { mode }, cells: this.#cells },
          environment,
        },
        this.#start,
        {},
        end,
      ),
    );
  }
}
