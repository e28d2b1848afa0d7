import { assertEquals, assertThrows } from "@std/assert";
import { irq_busy } from "../../experiments/irq_busy.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { type Plan, planRun } from "../../lib/setup/plan.ts";
import { arrivalsAt } from "../../lib/source/block/survey.ts";
import { fakeMachine } from "../session/fake_machine.ts";
import { checkedOn, disk } from "./disks.ts";

function planned(args: string, on = disk(4)): Plan {
  const options = parseOptions(args.split(" ").filter(Boolean));
  return planRun(checkedOn(on, irq_busy, options), {
    files: on.files,
    machine: fakeMachine(),
  });
}

/** "1" or the reason, of cells with hogs where no worker is, by their core. */
function hogs({ cells }: Plan): string[] {
  return [
    ...new Set(
      cells.filter(({ params }) => params.busy === "interrupt")
        .map(({ params: { core, busyCpus }, impossible }) =>
          `${core}: ${impossible ?? busyCpus}`
        ),
    ),
  ].sort();
}

const WORKERS_OWN = "interrupt: no hogs: the interrupts arrive on the " +
  "workers' own CPUs, where --busy on has its hogs";

Deno.test("hogs of busy interrupt are where the interrupts of the reads arrive", () => {
  const { survey } = disk(4);
  assertEquals([arrivalsAt(survey, [2, 3]), arrivalsAt(survey, [])], [[1], []]);
  const run = planned("");
  assertEquals(hogs(run), [WORKERS_OWN, "non-interrupt: 1"]);
  for (const { params } of run.cells) {
    if (params.busy !== "interrupt") assertEquals(params.busyCpus, []);
  }
});

Deno.test("hogs of busy interrupt are on the CPUs that were given", () => {
  assertEquals(hogs(planned("--busy-cpus=0,3 --cpus=2")), [
    "interrupt: 0,3",
    "non-interrupt: 0,3",
  ]);
  assertEquals(hogs(planned("--busy-cpus=3 --cpus=2,3 --core=non-interrupt")), [
    "non-interrupt: no hogs: --busy-cpus has a CPU of the workers, 2-3",
  ]);
});

Deno.test("hogs of busy interrupt stay away from CPUs that are not ours", () => {
  const run = planned("--core=non-interrupt", disk(4, { allowed: "0,2-3" }));
  assertEquals(hogs(run), [
    "non-interrupt: no hogs: uringlab may not use CPU 1, where the " +
    "interrupts arrive",
  ]);
});

Deno.test("--busy-cpus without such hogs is wrong usage, as are CPUs that are not there", () => {
  const message = (args: string) =>
    assertThrows(() => planned(args), UsageError).message;
  assertEquals(
    message("--busy=on --busy-cpus=1"),
    "--busy-cpus: no hogs run beside the workers; ask for them with --busy " +
      "interrupt",
  );
  assertEquals(
    message("--busy-cpus=9"),
    "--busy-cpus: there is no CPU 9; this machine has 0-3",
  );
});
