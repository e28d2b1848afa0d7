import { assertEquals, assertThrows } from "@std/assert";
import {
  BENCH_PARTS,
  parseBenchOptions,
} from "../../../lib/commands/bench/options.ts";
import { UsageError } from "../../../lib/base/errors.ts";

Deno.test("the benchmark's options have defaults", () => {
  assertEquals(parseBenchOptions([]), {
    cpu: 0,
    pairs: 5,
    runtime: 1,
    tIoUring: undefined,
    beside: undefined,
    against: undefined,
    parts: BENCH_PARTS,
    json: false,
    help: false,
  });
});

Deno.test("the benchmark's options are read", () => {
  const args = "--cpus=3 --pairs=9 --runtime=2s --t-io-uring=/x --part=options";
  const words = [...args.split(" "), "--beside=exec sh trace.sh"];
  assertEquals(parseBenchOptions(words), {
    cpu: 3,
    pairs: 9,
    runtime: 2,
    tIoUring: "/x",
    beside: "exec sh trace.sh",
    against: undefined,
    parts: ["options"],
    json: false,
    help: false,
  });
  assertThrows(() => parseBenchOptions(["--part=all"]), UsageError);
  assertThrows(() => parseBenchOptions(["--pairs=0"]), UsageError);
  assertEquals(parseBenchOptions(["--against=/old"]).against, "/old");
  assertThrows(
    () => parseBenchOptions(["--against=/old", "--part=tools"]),
    UsageError,
    "--against is alone",
  );
});
