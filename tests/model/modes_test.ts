import { assertEquals } from "@std/assert";
import {
  MODE_NAMES,
  MODES,
  needsGetevents,
  setupFlagNames,
} from "../../lib/model/modes.ts";

Deno.test("modes are the flags of include/uapi/linux/io_uring.h", () => {
  const flags = MODE_NAMES.map((name) => [name, MODES[name].setupFlags]);
  assertEquals(Object.fromEntries(flags), {
    default: 0,
    coop: 0x100,
    coop_flag: 0x300,
    single: 0x1000,
    defer: 0x3000,
    defer_flag: 0x3200,
    sqpoll: 0x6,
    iopoll: 0x1,
  });
});

Deno.test("setupFlagNames names every flag of a mode", () => {
  assertEquals(setupFlagNames("default"), "none");
  assertEquals(setupFlagNames("coop"), "COOP_TASKRUN");
  assertEquals(
    setupFlagNames("defer_flag"),
    "TASKRUN_FLAG|SINGLE_ISSUER|DEFER_TASKRUN",
  );
  assertEquals(setupFlagNames("sqpoll"), "SQPOLL|SQ_AFF");
  assertEquals(setupFlagNames("iopoll"), "IOPOLL");
});

Deno.test("some modes complete reads in GETEVENTS only", () => {
  assertEquals(MODE_NAMES.filter(needsGetevents), [
    "defer",
    "defer_flag",
    "iopoll",
  ]);
});
