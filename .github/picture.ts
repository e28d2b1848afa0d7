/**
 * Makes the picture of the project's README from a chart of a real run:
 *
 *     deno run -E=HOME -R -W .github/picture.ts results/RUN/answer.svg
 *
 * It writes .github/exp7.svg, which is light or dark as its reader likes. The
 * chart tells in its metadata what was measured; the home of whoever measured
 * is no one's business and becomes "~".
 */
import { selfDarkening } from "../lib/chart/common/dark.ts";

const [chart] = Deno.args;
if (chart === undefined) {
  console.error("name the chart: answer.svg of a run of exp7");
  Deno.exit(2);
}
const home = Deno.env.get("HOME");
const drawn = Deno.readTextFileSync(chart);
const svg = home ? drawn.replaceAll(`${home}/`, "~/") : drawn;
const picture = new URL("exp7.svg", import.meta.url);
Deno.writeTextFileSync(picture, selfDarkening(svg));
