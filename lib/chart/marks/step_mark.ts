import { element, round, type SvgElement } from "../common/svg_element.ts";
import { strokeOf } from "./line_mark.ts";
import type { Placement } from "./placement.ts";
import type { StepKind } from "./quantile.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * Steps of a distribution, from or to the height `floor` in px, with hover
 * text.
 */
export function stepElements(
  { stretches, series }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  floor: number,
  look: {
    readonly step: StepKind;
    readonly dash: string | undefined;
    readonly text: string;
  },
): SvgElement[] {
  return stretches.map((stretch, index) => {
    const isLast = index === stretches.length - 1;
    const corners = stretch.map((point) =>
      [round(x(point.x)), round(y(point.y))] as const
    );
    return element("path", {
      d: look.step === "tail"
        ? falling(corners, isLast ? round(floor) : undefined)
        // Only the first stretch rises from 0: the others go on behind a gap.
        : rising(corners, index === 0 ? round(floor) : undefined),
      ...strokeOf(series.style, look.dash),
      "stroke-linejoin": "round",
    }, element("title", {}, look.text));
  });
}

type At = readonly [x: number, y: number];

function rising(corners: readonly At[], floor: number | undefined): string {
  const [first] = corners;
  const start = first && floor !== undefined ? `M${first[0]},${floor}` : "";
  const steps = corners.map((at, index) =>
    index === 0 && start === "" ? `M${at}` : `H${at[0]}V${at[1]}`
  );
  return start + steps.join("");
}

function falling(corners: readonly At[], floor: number | undefined): string {
  const steps = corners.map((at, index) =>
    index === 0 ? `M${at}` : `V${at[1]}H${at[0]}`
  );
  return steps.join("") + (floor === undefined ? "" : `V${floor}`);
}
