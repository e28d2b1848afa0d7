import { assertEquals } from "@std/assert";
import {
  MODE_NAMES,
  MODES,
  modeSince,
  needsGetevents,
  setupFlagNames,
} from "../../../lib/model/parameters/modes.ts";

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

Deno.test("no mode reads before IORING_OP_READ came, sqpoll later still", () => {
  const at = (registerfiles: boolean) =>
    MODE_NAMES.map((mode) => modeSince(mode, { registerfiles }));
  assertEquals(at(false), [
    "5.6",
    "5.19",
    "5.19",
    "6.0",
    "6.1",
    "6.1",
    "5.11",
    "5.6",
  ]);
  assertEquals(at(true), at(false).with(MODE_NAMES.indexOf("sqpoll"), "5.6"));
});

Deno.test("the table of modes for readers has their kernels and flags", () => {
  const readme = Deno.readTextFileSync(
    new URL("../../../experiments/reference.md", import.meta.url),
  );
  const rows = readme.matchAll(
    /^\| `(\w+)` +\| ([\d.]+)(?: \(([\d.]+)\\\*\))? +\| ([^:|]+)/gm,
  );
  assertEquals(
    Array.from(rows, ([, mode, since, registered = since, flags = ""]) => [
      mode,
      since,
      registered,
      flags.trim().split(", ").sort(),
    ]),
    MODE_NAMES.map((mode) => [
      mode,
      modeSince(mode, { registerfiles: false }),
      modeSince(mode, { registerfiles: true }),
      setupFlagNames(mode).split("|").sort(),
    ]),
  );
});

Deno.test("some modes complete reads in GETEVENTS only", () => {
  assertEquals(MODE_NAMES.filter(needsGetevents), [
    "defer",
    "defer_flag",
    "iopoll",
  ]);
});
