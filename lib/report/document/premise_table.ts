// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import { type PremiseName, PREMISES } from "../../model/premises.ts";
import type { Row } from "../../model/row.ts";

function figure(value: number | undefined): string {
  return `${Number((value ?? 0).toPrecision(3))}`;
}

/** Every premise and in how many runs it did not hold, those first. */
export function premiseTable(rows: readonly Row[]) {
  const ok = rows.filter(({ status }) => status === "ok");
  const lines = (Object.keys(PREMISES) as PremiseName[]).map((name) => {
    const values = ok.flatMap(({ notes }) =>
      notes.filter(({ premise }) => premise === name)
    ).map(({ value }) => value);
    const [least, most] = extent(values).map(figure);
    const range = least === most ? least : `${least} to ${most}`;
    return {
      broken: values.length,
      line: [
        name,
        values.length === 0
          ? "in all runs"
          : `not in ${values.length} of ${ok.length} runs: ${range}`,
        PREMISES[name].wanted,
      ],
    };
  });
  return {
    head: ["premise", "held", "what should be"],
    rows: lines.toSorted((a, b) => b.broken - a.broken)
      .map(({ line }) => line),
  };
}
