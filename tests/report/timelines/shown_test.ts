import { assertEquals } from "@std/assert";
import { timelinesOf } from "../../../lib/report/timelines/shown.ts";
import { params } from "../../model/fixtures.ts";

function names(...cells: Parameters<typeof params>[0][]): string[] {
  return timelinesOf(cells.map((one) => params(one))).map(({ name }) => name);
}

Deno.test("a run shows the timelines that it may meet", () => {
  assertEquals(names({ mode: "default" }, { mode: "coop" }), [
    "timelines_default.svg",
    "timelines_coop.svg",
  ]);
  assertEquals(names({ mode: "coop", busy: true }), [
    "timelines_coop.svg",
    "timelines_elsewhere.svg",
  ]);
  assertEquals(names({ mode: "defer" }), ["timelines_elsewhere.svg"]);
  assertEquals(names({ mode: "single", wait: "compute" }), [
    "timelines_default.svg",
    "timelines_elsewhere.svg",
  ]);
});

Deno.test("who polls, and a load without a disk, meets none of them", () => {
  assertEquals(names({ mode: "sqpoll" }, { mode: "iopoll" }), []);
  assertEquals(names({ mode: "default", load: "eventfd" }), []);
});
