/** Where the parts of a benchmark put what they found: Markdown, or data. */

import { dataJson, numberOrNull } from "../../base/data_json.ts";
import { wrap } from "../../base/terminal_text.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import type { LoadFigures } from "./figures.ts";
import type { BenchOptions } from "./options.ts";
import { medianOf, ratioOf } from "./pairs.ts";
import { type BenchLine, benchTables, type LoadWords } from "./tables.ts";

/** A figure that is compared with nothing. */
export interface BenchFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** What one part found. */
interface Found {
  readonly part: string;
  /** What was measured and how. */
  readonly what: string;
  readonly comparisons: BenchLine[];
  readonly figures: BenchFigure[];
}

function ratioJson({ ratio, low, high }: PairedRatio) {
  return {
    ratio: numberOrNull(ratio),
    low: numberOrNull(low),
    high: numberOrNull(high),
  };
}

function lineJson({ target, to, from, pairs }: BenchLine) {
  const medians = (arm: "to" | "from") => {
    const of = (figure: keyof LoadFigures) =>
      numberOrNull(medianOf(pairs.map((pair) => pair[arm]), figure));
    return { iops: of("iops"), user_ns: of("userNs"), cpu_ns: of("cpuNs") };
  };
  return {
    target,
    to,
    from: from || null,
    pairs: pairs.length,
    medians: { to: medians("to"), from: medians("from") },
    ratios: {
      iops: ratioJson(ratioOf(pairs, "iops")),
      user_ns: ratioJson(ratioOf(pairs, "userNs")),
      cpu_ns: ratioJson(ratioOf(pairs, "cpuNs")),
    },
  };
}

/** Prints what is found as Markdown at once, or all of it as data at the end. */
export class BenchOutput {
  readonly #print: Surroundings["print"];
  readonly #json: boolean;
  readonly #found: Found[] = [];

  constructor(print: Surroundings["print"], json: boolean) {
    this.#print = print;
    this.#json = json;
  }

  /** Begins a part; `sentences` say what is measured and how. */
  begin(part: string, ...sentences: readonly string[]): void {
    const what = sentences.filter((sentence) => sentence !== "").join(" ");
    this.#found.push({ part, what, comparisons: [], figures: [] });
    if (!this.#json) this.#print(`${wrap(what).join("\n")}\n\n`);
  }

  #last(): Found {
    const last = this.#found.at(-1);
    if (!last) throw new Error("no part of the benchmark was begun");
    return last;
  }

  /** Two arms that were measured in turn, target by target. */
  compared(lines: readonly BenchLine[], words?: LoadWords): void {
    if (lines.length === 0) return;
    this.#last().comparisons.push(...lines);
    if (!this.#json) {
      this.#print(`${benchTables(lines, words)}\n`, "data");
    }
  }

  /** Figures by themselves; `text` is how Markdown has them. */
  measured(figures: readonly BenchFigure[], text: string): void {
    this.#last().figures.push(...figures);
    if (!this.#json) this.#print(text, "data");
  }

  /** Prints the data, if that was asked for (lib/files/bench.schema.json). */
  end({ cpu, pairs, runtime }: BenchOptions): void {
    if (!this.#json) return;
    const text = dataJson("uringlab-bench", 1, {
      context: { cpu, pairs, runtime },
      parts: this.#found.map(({ part, what, comparisons, figures }) => ({
        part,
        what,
        comparisons: comparisons.map(lineJson),
        figures: figures.map(({ name, unit, value }) => ({
          name,
          unit,
          value: numberOrNull(value),
        })),
      })),
    });
    this.#print(text, "data");
  }
}
