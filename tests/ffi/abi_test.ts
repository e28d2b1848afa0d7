import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { BUCKETS } from "../../lib/model/measurement/histogram.ts";
import { STEPS } from "../../lib/model/measurement/steps.ts";
import { LOAD_NAMES } from "../../lib/model/parameters/loads.ts";
import { ENGINE_NAMES } from "../../lib/model/parameters/engines.ts";
import { ACCEPT_NAMES } from "../../lib/model/parameters/accepts.ts";
import { RECEIVE_NAMES } from "../../lib/model/parameters/receives.ts";
import { SEND_NAMES } from "../../lib/model/parameters/sends.ts";
import { TOUCH_NAMES } from "../../lib/model/parameters/touches.ts";
import { WAIT_NAMES } from "../../lib/model/parameters/waits.ts";
import * as abi from "../../ffi/abi.ts";
import { buildLibrary } from "../../ffi/mod.ts";
import { Library, textAt } from "../../ffi/library.ts";
import { nativeFiles } from "../../ffi/native_files.ts";

/** What a library of this build says of itself. */
function description(): string {
  return [
    ["cell_params", ...abi.CELL_PARAMS],
    ["arm_params", ...abi.ARM_PARAMS],
    ["turn", ...abi.TURN],
    ["live", ...abi.LIVE],
    ["cell_result", ...abi.CELL_RESULT],
    ["arm_result", ...abi.ARM_RESULT],
    ["turn_result", ...abi.TURN_RESULT],
    ["worker_result", ...abi.WORKER_RESULT],
    ["target", ...abi.TARGET],
    ["cell_memory", ...abi.CELL_MEMORY],
    ["steps", ...STEPS],
    ["waits", ...WAIT_NAMES],
    ["loads", ...LOAD_NAMES],
    ["recvs", ...RECEIVE_NAMES],
    ["accepts", ...ACCEPT_NAMES],
    ["sends", ...SEND_NAMES],
    ["engines", ...ENGINE_NAMES],
    ["phases", ...abi.PHASES],
    ["perfs", ...abi.PERFS],
    ["touches", ...TOUCH_NAMES],
    ["buckets", BUCKETS],
    ["errnos", abi.ERRNOS],
    ["slices", abi.SLICES],
    ["arms", abi.ARMS],
    ["snapshots", abi.SNAPSHOTS],
  ].map((words) => words.join(" ")).join("\n") + "\n";
}

function changed(from: string | RegExp, to: string): string | undefined {
  const text = description().replace(from, to);
  if (text === description()) throw new Error(`nothing is like ${from}`);
  return abi.abiDifference(text);
}

Deno.test("the structures are those of the native library", async () => {
  await buildLibrary(() => {});
  const library = new Library(nativeFiles().sharedLibrary);
  try {
    const text = textAt(library.symbols.uringlab_abi());
    assertEquals(abi.abiDifference(text), undefined);
    for (const line of description().trim().split("\n")) {
      assertStringIncludes(text, line);
    }
  } finally {
    library.close();
  }
});

Deno.test("equal structures have no difference", () => {
  assertEquals(abi.abiDifference(description()), undefined);
});

Deno.test("a renamed field is named with its position", () => {
  assertEquals(
    changed("_ppm settle_ns turn_snap", "_ppm gap_ns turn_snap"),
    "cell_params[4] is settle_ns here and gap_ns in the library",
  );
});

Deno.test("two fields that changed places are named", () => {
  assertEquals(
    changed("clat_min_ns clat_max_ns", "clat_max_ns clat_min_ns"),
    "worker_result[12] is clat_min_ns here and clat_max_ns in the library",
  );
});

Deno.test("a field that the library lacks is named", () => {
  assertEquals(
    changed(" ios stop", " stop"),
    "live[2] is ios here and stop in the library",
  );
  assertEquals(
    changed(" ios stop", " ios"),
    "live[3] is stop here and absent in the library",
  );
});

Deno.test("a field that the library has in addition is named", () => {
  assertEquals(
    changed("fs_magic", "fs_magic blocks"),
    "target[11] is absent here and blocks in the library",
  );
});

Deno.test("a structure that the library does not know is named", () => {
  assertEquals(
    changed(/^cell_result.*\n/m, ""),
    "the library does not know cell_result",
  );
  assertEquals(
    abi.abiDifference(""),
    "the library does not know cell_params",
  );
});

Deno.test("other constants are a difference, too", () => {
  assertEquals(
    changed("buckets 3968", "buckets 4096"),
    "buckets[0] is 3968 here and 4096 in the library",
  );
  assertEquals(
    changed("ramp window", "ramp warmup window"),
    "phases[2] is window here and warmup in the library",
  );
  assertEquals(
    changed("compute second_thread", "second_thread compute"),
    "waits[3] is compute here and second_thread in the library",
  );
});

Deno.test("steps by other names, or in another order, are a difference", () => {
  assertEquals(
    changed("any_file hugepages", "any_file huge_pages"),
    `steps[${STEPS.indexOf("hugepages")}] is hugepages here and huge_pages ` +
      "in the library",
  );
  assertEquals(
    changed("memory guard", "guard memory"),
    "steps[3] is memory here and guard in the library",
  );
});

Deno.test("a number is told by its name, or is no number of ours", () => {
  assertEquals(abi.nameOf(STEPS, 15n), "ring");
  assertEquals(abi.nameOf(abi.PHASES, 0n), "setup");
  assertThrows(() => abi.nameOf(abi.PHASES, 5n), RangeError, "5 is none of");
});

Deno.test("a structure for C to fill in says its size and nothing else", () => {
  assertEquals([...abi.sized(abi.LIVE)], [32n, 0n, 0n, 0n]);
});

Deno.test("distinct values come back from the fields they were put into", () => {
  for (
    const fields of [
      abi.CELL_PARAMS,
      abi.ARM_PARAMS,
      abi.TURN,
      abi.LIVE,
      abi.CELL_RESULT,
      abi.ARM_RESULT,
      abi.TURN_RESULT,
      abi.WORKER_RESULT,
      abi.TARGET,
    ] as readonly (readonly string[])[]
  ) {
    const values = Object.fromEntries(
      fields.slice(1).map((field, i) => [field, 2n ** 40n + BigInt(i)]),
    );
    const memory = abi.encode(fields, values);
    assertEquals(memory.byteLength, 8 * fields.length);
    assertEquals(abi.decode(fields, memory), {
      ...values,
      size: BigInt(8 * fields.length),
    });
    assertEquals([...memory].slice(1), Object.values(values));
  }
});

Deno.test("encode takes numbers and booleans", () => {
  const fields = ["size", "flag", "count", "off"] as const;
  const memory = abi.encode(fields, {
    flag: true,
    count: 2 ** 53 - 1,
    off: false,
  });
  assertEquals([...memory], [32n, 1n, 2n ** 53n - 1n, 0n]);
});

Deno.test("decode finds one of several structures", () => {
  const fields = ["size", "first", "second"] as const;
  const memory = abi.allocate(fields, 3);
  memory.forEach((_, i) => memory[i] = BigInt(i));
  assertEquals(abi.decode(fields, memory, 2), {
    size: 6n,
    first: 7n,
    second: 8n,
  });
});
