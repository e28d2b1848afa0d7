/**
 * Makes the picture of the project's README from a chart of a real run:
 *
 *     deno run -R -W .github/picture.ts results/RUN/answer.svg
 *
 * It writes .github/exp7.svg, which is light or dark as its reader likes.
 */
import { selfDarkening } from "../lib/chart/common/dark.ts";

const [chart] = Deno.args;
if (chart === undefined) {
  console.error("name the chart: answer.svg of a run of exp7");
  Deno.exit(2);
}
const picture = new URL("exp7.svg", import.meta.url);
Deno.writeTextFileSync(picture, selfDarkening(Deno.readTextFileSync(chart)));
