import { assertEquals, assertThrows } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import { doctor } from "../../../lib/commands/doctor/command.ts";
import { parseDoctorOptions } from "../../../lib/commands/doctor/options.ts";
import { UsageError } from "../../../lib/base/errors.ts";

Deno.test("options of the doctor", () => {
  assertEquals(parseDoctorOptions([]), { json: false, help: false });
  assertEquals(
    parseDoctorOptions(["--filename", "/dev/vda", "--cpus=0-2", "--json"]),
    { filename: "/dev/vda", cpus: [0, 1, 2], json: true, help: false },
  );
  assertEquals(parseDoctorOptions(["--cpus-allowed", "3"]).cpus, [3]);
  assertEquals(parseDoctorOptions(["--cpus_allowed=3"]).cpus, [3]);
  assertEquals(parseDoctorOptions(["-h"]).help, true);
});

Deno.test("wrong usage", () => {
  for (
    const [args, complaint] of [
      [["--jsn"], 'unknown option "--jsn"'],
      [["now"], 'unexpected argument "now"'],
      [["--json", "true"], 'unexpected argument "true"'],
      [["--json=true"], "--json takes no value"],
      [["--cpus", "x"], '--cpus: "x" is not a list of CPUs'],
      [["--cpus=1", "--cpus=2"], "--cpus was given 2 times"],
      [["--filename="], "--filename: needs a value"],
    ] as const
  ) assertThrows(() => parseDoctorOptions(args), UsageError, complaint);
});

Deno.test("help fits the terminal", () => {
  assertEquals(
    doctor(exp7).help().split("\n").filter((l) => l.length > 80),
    [],
  );
});
