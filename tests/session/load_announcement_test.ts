/** What a run without a disk says before it begins, and of its cells. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { accept } from "../../experiments/accept.ts";
import { cost } from "../../experiments/cost.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { modes } from "../../experiments/modes.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { announcement } from "../../lib/session/announcement.ts";
import { planned } from "../setup/without_disk.ts";

async function announced(args: string, experiment: Experiment = exp7) {
  const lines = announcement(await planned(args, experiment));
  for (const line of lines) assert(line.length <= 80, line);
  return lines.join(" ");
}

Deno.test("axes are called as their options are", async () => {
  const text = await announced("--preset quick", cost);
  assertStringIncludes(text, "(force-async off,on; mode default,");
});

Deno.test("why arms have cells of their own is not said of what is impossible", async () => {
  const why = "only the interrupts of a whole cell";
  assertStringIncludes(
    await announced("--mode default,iopoll --load nop"),
    why,
  );
  assert(!(await announced("--preset quick --load tcp", modes)).includes(why));
});

Deno.test("no partner is told of cells that are impossible", async () => {
  const args = "--mode default,sqpoll --load";
  assertStringIncludes(await announced(`${args} tcp`), "SQ threads: CPU ");
  assert(!(await announced(`${args} msg_ring`)).includes("SQ threads: CPU "));
});

Deno.test("how long each takes is said where it is any time", async () => {
  assertStringIncludes(
    await announced("--load eventfd"),
    "; each takes 20 us;",
  );
  assert(!(await announced("", accept)).includes("each takes"));
});

Deno.test("what completes where it is submitted is on no interrupt core", async () => {
  const text = await announced("--preset quick", cost);
  assertStringIncludes(
    text,
    ": a nop completes on the CPU that submits it, so that COOP_TASKRUN has " +
      "almost nothing to save there; who measures kicks takes a load that ",
  );
  assertEquals(text.includes("interrupt core"), false);
});
