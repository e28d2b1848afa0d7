/** All that others published about what is measured here. */

import type { PublishedSeries } from "../../lib/model/published.ts";
import { COOP } from "./coop.ts";
import { COUNTS } from "./counts.ts";
import { ECHOES } from "./echoes.ts";
import { NOPS } from "./nops.ts";
import { OTHERS } from "./others.ts";

export { LITERATURE } from "./literature.ts";

/** Figures at several values of something, in the order of the series. */
export const PUBLISHED: readonly PublishedSeries[] = [
  ...COOP,
  ...COUNTS,
  ...OTHERS,
  ...NOPS,
  ...ECHOES,
];

/** What the charts of an experiment show behind what was measured. */
export function publishedFor(experiment: string): PublishedSeries[] {
  return PUBLISHED.filter(({ drawn }) =>
    drawn.some((one) => one.experiment === experiment)
  );
}
