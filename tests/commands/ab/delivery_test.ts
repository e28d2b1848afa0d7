import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  DELIVERY_FIGURES,
  deliveryOf,
  meanDelivery,
  type WatchedRun,
} from "../../../lib/commands/ab/delivery.ts";
import { deliveryText } from "../../../lib/commands/ab/delivery_text.ts";
import type { ProcessActivity } from "../../../lib/watch/activity.ts";
import { PROGRAMS, UNTRACED } from "../../watch/advice/programs.ts";

function run(side: "A" | "B", ...processes: ProcessActivity[]): WatchedRun {
  return { side, seen: { at: 1, seconds: 1, processes } };
}

const KICKED = [run("A", PROGRAMS.kicks), run("B", PROGRAMS.wq)];

Deno.test("delivery is told of both commands, per completion", () => {
  // Everything is known, so that what was not seen is no matter.
  assertEquals(deliveryText(KICKED, ["not seen: x"]).split("\n"), [
    "",
    "Delivery, in 1 run of each that were watched and not timed:",
    "                             A      B",
    "completions               1000   1000",
    "kicks per completion     0.900  0.000",
    "kicks in the kernel      0.850  0.000",
    "wake-ups per completion  0.000  0.000",
    "sleeps per completion    0.000  0.000",
    "calls per completion     1.000  1.000",
    "requests to io-wq        0.000  1.000",
    "",
  ]);
});

Deno.test("processes of a command are one, runs are a mean", () => {
  const [completions, kicks] = DELIVERY_FIGURES;
  const both = run("A", PROGRAMS.kicks, PROGRAMS.good);
  assertEquals(deliveryOf(completions!, both), 2000);
  assertEquals(deliveryOf(kicks!, both), 0.45);
  const runs = [both, run("A", PROGRAMS.kicks), run("B", PROGRAMS.good)];
  assertEquals(meanDelivery(kicks!, runs, "A"), (0.45 + 0.9) / 2);
});

Deno.test("what was not seen is unknown, and a command without rings is named", () => {
  const runs = [run("A", UNTRACED.nops), run("B")];
  const [completions, kicks] = DELIVERY_FIGURES;
  assertEquals(meanDelivery(completions!, runs, "A"), 1000);
  assertEquals(meanDelivery(kicks!, runs, "A"), undefined);
  assertEquals(meanDelivery(completions!, runs, "B"), undefined);
  const text = deliveryText(runs, ["not seen: x"]);
  assertStringIncludes(text, "note: not seen: x\n");
  assertStringIncludes(text, "No ring was seen in B.\n");
  assertStringIncludes(text, "?");
  assertEquals(deliveryText([], []), "");
});
