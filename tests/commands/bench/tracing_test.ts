import { assert, assertEquals, assertRejects } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import { cellName } from "../../../lib/model/cell.ts";
import { MODE_NAMES } from "../../../lib/model/parameters/modes.ts";
import { WAIT_NAMES } from "../../../lib/model/parameters/waits.ts";
import { startBeside } from "../../../lib/commands/bench/beside.ts";
import { benchParams } from "../../../lib/commands/bench/tools.ts";
import {
  exp7Params,
  modesParams,
  refusal,
} from "../../../lib/commands/bench/tracing.ts";
import { rawMeasurement } from "../../model/fixtures.ts";
import { temporaryDirectory } from "../../program/program.ts";
import { fakeMachine } from "../../session/fake_machine.ts";

const PLAIN = benchParams({ path: "/data/x", bytes: 1 << 30 }, 0, 1);

Deno.test("tracing is measured on exp7's cells and on those of modes, each once", () => {
  const cells = [...exp7Params(PLAIN), ...modesParams(PLAIN)];
  const names = cells.map((params) =>
    `${params.workers} ${cellName({ params }, {})}`
  );
  assertEquals(new Set(names).size, names.length);
  for (const mode of ["default", "coop"]) {
    for (const iodepth of [1, 8, 64]) {
      assert(names.includes(`16 ${mode}, iodepth ${iodepth}`));
    }
  }
  assertEquals(
    new Set(cells.map(({ mode }) => mode)),
    new Set(MODE_NAMES),
  );
  assertEquals(new Set(cells.map(({ wait }) => wait)), new Set(WAIT_NAMES));
  for (const params of cells) assertEquals(params.cpus, [0]);
});

Deno.test("a cell that this machine refuses is left out with its errno", async () => {
  const measured = rawMeasurement();
  const { errors } = measured;
  const why = (byErrno: Map<number, number>) =>
    refusal(PLAIN, {
      machine: fakeMachine({
        measure: () =>
          Promise.resolve({ ...measured, errors: { ...errors, byErrno } }),
      }),
      signal: new AbortController().signal,
    });
  assertEquals(
    await why(new Map([[95, 3]])),
    "reads failed: 3 with EOPNOTSUPP (operation not supported)",
  );
  assertEquals(await why(new Map()), undefined);
});

Deno.test("another tracer knows the process, and is told to end", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/said`;
  {
    await using _ = await startBeside(
      `trap 'echo ended >>${file}; exit' INT; echo "$URINGLAB_PID" >${file}; ` +
        "echo attached; while :; do sleep 0.01; done",
    );
    assertEquals(Deno.readTextFileSync(file), `${Deno.pid}\n`);
  }
  assertEquals(Deno.readTextFileSync(file), `${Deno.pid}\nended\n`);
});

Deno.test("another tracer that ends before it is attached is told", async () => {
  await assertRejects(
    () => startBeside("echo Attaching; exit 3"),
    RunError,
    "--beside: it ended with status 3",
  );
});
