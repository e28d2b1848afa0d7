import { plural } from "../../base/number_text.ts";
import { textTable } from "../../report/tables/text_table.ts";
import {
  DELIVERY_FIGURES,
  type DeliveryFigure,
  deliveryOf,
  meanDelivery,
  type WatchedRun,
} from "./delivery.ts";
import { type Side, SIDES } from "./pairs.ts";

/** What a figure is where nobody saw it. */
const UNKNOWN = "?";

function valueText(
  { per }: DeliveryFigure,
  value: number | undefined,
): string {
  if (value === undefined) return UNKNOWN;
  return per ? value.toFixed(3) : `${Math.round(value)}`;
}

/**
 * How completions came to either command, over the runs that were watched, and
 * what could not be seen.
 */
export function deliveryText(
  runs: readonly WatchedRun[],
  unseen: readonly string[],
): string {
  if (runs.length === 0) return "";
  const each = runs.filter(({ side }) => side === "A").length;
  const column = (side: Side) => ({
    head: side,
    words: false,
    value: (figure: DeliveryFigure) =>
      valueText(figure, meanDelivery(figure, runs, side)),
  });
  const table = textTable(DELIVERY_FIGURES, [
    {
      head: "",
      name: "figure",
      words: true,
      value: ({ name }: DeliveryFigure) => name,
    },
  ], SIDES.map(column));
  const without = SIDES.filter((side) =>
    runs.some((run) => run.side === side && run.seen.processes.length === 0)
  ).map((side) => `No ring was seen in ${side}.\n`);
  const isBlind = runs.some((run) =>
    run.seen.processes.length > 0 &&
    DELIVERY_FIGURES.some((figure) => deliveryOf(figure, run) === undefined)
  );
  // What none of these figures needs is no matter.
  const notes = isBlind ? unseen.map((line) => `note: ${line}\n`) : [];
  return `\nDelivery, in ${
    plural(each, "run")
  } of each that were watched and ` +
    `not timed:\n${table}${without.join("")}${notes.join("")}`;
}
