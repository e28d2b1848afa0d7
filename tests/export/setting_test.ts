import { assertEquals, assertMatch } from "@std/assert";
import { cost } from "../../experiments/cost.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { cellsSetting, chartContext } from "../../lib/export/export_results.ts";
import { questionOf } from "../../lib/export/write_report.ts";
import { cell, IDENTITY } from "../model/fixtures.ts";
import { planned } from "../setup/without_disk.ts";

Deno.test("charts name the kind of core where something interrupts one", async () => {
  const setting = async (args: string) =>
    chartContext(await planned(args, cost), IDENTITY, []).setting;
  assertMatch(await setting(""), /^1 worker on core \d, load nop; /);
  assertMatch(
    await setting("--load eventfd --force-async off"),
    /^1 worker on non-interrupt core \d, load eventfd, completed by a waker /,
  );
});

Deno.test("the setting of single cells says so too", () => {
  const setting = (load: "nop" | "read") =>
    cellsSetting(
      [cell({ load, core: "interrupt", cpus: [2] })],
      { disks: ["vda"] },
      { kernel: "6.18", host: "lab" },
    );
  assertEquals(
    setting("nop"),
    "2 workers on core 2, load nop; lab, Linux 6.18",
  );
  assertMatch(setting("read"), /^2 workers on interrupt core 2, /);
});

Deno.test("a report's question names the load where it is no disk's", async () => {
  const run = await planned("--load tcp", exp7);
  assertMatch(questionOf(run), /those cores\? Load tcp, one ring per worker/);
});
