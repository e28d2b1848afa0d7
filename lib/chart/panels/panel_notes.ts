import { notes } from "../marks/point_notes.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";
import { formatX } from "./panel_data.ts";
import type { PanelLabels } from "./panel_labels.ts";
import type { PlacedPanel } from "./panel_layers.ts";
import type { PanelX } from "./panel_scales.ts";

/** Caption lines on what a reader could misread, and labels without a place. */
export function panelNotes(
  { x, step, markers }: PanelChartSpec,
  placed: readonly PlacedPanel[],
  scales: PanelX,
  labels: PanelLabels,
): string[] {
  const named = placed.flatMap(({ data: { title, sifted } }) =>
    sifted.map((one) => ({
      ...one,
      series: {
        ...one.series,
        name: title === "" ? one.series.name : `${one.series.name} in ${title}`,
      },
    }))
  );
  const lines = notes(
    named,
    { label: x.label, format: (value) => formatX(value, x.unit) },
    placed.some(({ dodged }) => dodged),
  );
  if (scales.x.breakAt !== undefined && !step) {
    lines.push(`The axis of ${x.label} is broken beside 0; so are the lines.`);
  }
  if (
    step && markers === false &&
    named.some(({ stretches }) => stretches.length > 0)
  ) {
    lines.push(
      "Markers tell the lines apart; they stand at no measured value.",
    );
  }
  return [
    ...lines,
    ...labels.unplacedReferences.map((label) => `Dotted: ${label}.`),
    ...placed.flatMap(({ data: { title } }, index) =>
      (labels.panels[index]?.unplacedNotes ?? []).map((text) =>
        title === "" ? text : `${title}: ${text}`
      )
    ),
  ];
}
