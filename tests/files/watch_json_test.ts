import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import { readWatchJson, watchJson } from "../../lib/files/watch_json.ts";
import { watchRecord } from "../watch/records.ts";

Deno.test("watch.json is read back as it was, traced or not", () => {
  for (const traced of [true, false]) {
    const record = watchRecord({}, traced);
    const json = watchJson(record);
    const again = readWatchJson(json, "a");
    assertEquals(JSON.parse(watchJson(again)), JSON.parse(json));
    assertEquals(again.samples, record.samples);
    assertEquals(again.all.tracer, record.all.tracer);
    const [process] = again.all.processes;
    assertEquals(process?.delivery, record.all.processes[0]?.delivery);
    assertEquals(
      process?.rings[0]?.traced,
      record.all.processes[0]?.rings[0]?.traced,
    );
  }
});

Deno.test("a file says what it is, and of which version", () => {
  const { schema, version } = JSON.parse(watchJson(watchRecord()));
  assertEquals([schema, version], ["uringlab-watch-record", 1]);
});

Deno.test("what is no watch.json is told in one line", () => {
  const refused = (change: Record<string, unknown>, message: string) =>
    assertThrows(
      () =>
        readWatchJson(
          JSON.stringify({
            ...JSON.parse(watchJson(watchRecord())),
            ...change,
          }),
          "dir/watch.json",
        ),
      RunError,
      `dir/watch.json: ${message}`,
    );
  refused({ schema: "other" }, "schema: ");
  refused({ version: 99 }, "it is of a newer uringlab (version 99, this one");
  refused({ samples: [{ at: -1 }] }, "samples.0.at: ");
  refused({ all: undefined }, "all: ");
  // There would be no rate.
  const { all } = JSON.parse(watchJson(watchRecord()));
  refused({ all: { ...all, seconds: 0 } }, "all.seconds: ");
  refused({ errnos: [["a", "b"]] }, "errnos.0.0: ");
  assertThrows(() => readWatchJson("{", "f"), RunError, "f: no JSON");
});
