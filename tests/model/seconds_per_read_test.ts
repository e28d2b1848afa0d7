import { assertEquals } from "@std/assert";
import type { Params } from "../../lib/model/parameters/params.ts";
import { secondsPerRead } from "../../lib/model/seconds_per_read.ts";
import { params } from "./fixtures.ts";

function seconds(change: Partial<Params>): number {
  return secondsPerRead(params({ wait: "compute", thinktime: 100, ...change }));
}

Deno.test("a read is seen at the next look, at the tick, or never", () => {
  assertEquals(seconds({ mode: "default", thinktime: 3000 }), 0.003);
  assertEquals(seconds({ mode: "default", thinktime: 0 }), 0.0001);
  assertEquals(seconds({ mode: "coop" }), 0.004);
  assertEquals(seconds({ mode: "coop", thinktime: 9000 }), 0.009);
  assertEquals(seconds({ mode: "coop_flag", thinktime: 3000 }), 0.003);
  assertEquals(seconds({ mode: "defer" }), Infinity);
});

Deno.test("system calls and the disk's own interrupts deliver at once", () => {
  assertEquals(seconds({ mode: "coop", core: "interrupt" }), 0.0001);
  assertEquals(seconds({ mode: "defer", thinkGetevents: true }), 0.0001);
  assertEquals(seconds({ mode: "coop", wait: "wait" }), 0.0001);
  assertEquals(seconds({ mode: "coop", load: "msg_ring" }), 0.0001);
  assertEquals(seconds({ mode: "defer", load: "msg_ring" }), Infinity);
});

Deno.test("work up to a random phase of the tick comes before each read", () => {
  assertEquals(seconds({ mode: "coop", phase: "random" }), 0.006);
});
