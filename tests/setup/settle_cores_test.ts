import { assert, assertEquals, assertMatch } from "@std/assert";
import { deviceOfFile } from "../../lib/host/device_number.ts";
import type { Cell } from "../../lib/model/cell.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { CellError } from "../../lib/run/executor.ts";
import { chooseTarget } from "../../lib/setup/choose_target.ts";
import { settleCores } from "../../lib/setup/settle_cores.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import {
  goodFiles,
  readsWith,
  virtioMachine,
} from "../commands/doctor/patient.ts";

const VDA = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";

/** Settles the cores of a guest that does not describe its caches. */
async function settle(
  { caches = false, cpus, dryRun = false, measure }: {
    caches?: boolean;
    dryRun?: boolean;
    cpus?: number[];
    measure?: (cell: Cell) => ReturnType<typeof readsWith>;
  },
) {
  const target = Deno.makeTempFileSync({ prefix: "uringlab-settle-" });
  try {
    const tree = goodFiles();
    tree[`/sys/dev/block/${deviceOfFile(target)}`] = { link: VDA };
    for (const name of Object.keys(tree)) {
      if (!caches && name.includes("/cache/")) delete tree[name];
    }
    const read: number[] = [];
    const machine = virtioMachine({
      measure: (cell) => {
        read.push(...cell.params.cpus);
        return Promise.resolve().then(() =>
          measure?.(cell) ?? readsWith({ "virtio1-req.0": [0, 1000] })
        );
      },
    });
    let said = "";
    const options = {
      filename: target,
      "dry-run": dryRun,
      ...(cpus && { cpus }),
    };
    const survey = await settleCores(
      options,
      chooseTarget(options, machine),
      {
        machine,
        files: treeFiles(tree),
        status: new StatusLine({
          isTerminal: false,
          columns: 80,
          write: (text) => said += text,
        }),
        print: () => {},
        version: "0.1.0",
        args: [],
        signal: new AbortController().signal,
      },
      { countCompletions: () => "not in this test" },
    );
    assert(!(survey instanceof Error));
    return {
      roles: survey.cores.map(({ role }) => role),
      reasons: survey.cores.map(({ reason }) => reason),
      read,
      said: said.replaceAll(/\s+/g, " "),
    };
  } finally {
    Deno.removeSync(target);
  }
}

Deno.test("where the files tell, nothing is read", async () => {
  const { roles, read, said } = await settle({ caches: true });
  assertEquals(roles, ["non-interrupt", "interrupt"]);
  assertEquals(read, []);
  assertEquals(said, "");
});

Deno.test("where the files do not tell, reads from the CPUs do", async () => {
  const { roles, reasons, read, said } = await settle({});
  assertEquals(roles, ["non-interrupt", "interrupt"]);
  assertEquals([...new Set(read)], [0, 1]);
  assertEquals(reasons[0], "by calibration its reads complete on CPU 1");
  // What the files tell stays.
  assertMatch(reasons[1] ?? "", /arrive on this CPU$/);
  assertMatch(said, /do not tell where reads complete.*CPUs 0-1 were tried/);
});

Deno.test("of CPUs that were named only these are tried", async () => {
  const { read } = await settle({ cpus: [0] });
  assertEquals([...new Set(read)], [0]);
  assertEquals((await settle({ cpus: [1] })).read, []);
});

Deno.test("reads that complete here and there tell nothing", async () => {
  const { roles, reasons } = await settle({
    measure: () => readsWith({ "virtio1-req.0": [500, 500] }),
  });
  assertEquals(roles[0], "unknown");
  assertMatch(reasons[0] ?? "", /on the CPUs 0-1$/);
});

Deno.test("a machine that refuses to read is left with its files", async () => {
  const { roles, said } = await settle({
    measure: () => {
      throw new CellError("io_uring_setup: EPERM");
    },
  });
  assertEquals(roles, ["unknown", "interrupt"]);
  assertMatch(said, /^note: not calibrated: io_uring_setup: EPERM/);
});

Deno.test("a dry run reads nothing, and says that it guesses", async () => {
  const { roles, reasons, read } = await settle({ dryRun: true });
  assertEquals(roles, ["non-interrupt", "interrupt"]);
  assertMatch(reasons[0] ?? "", /^a guess/);
  assertEquals(read, []);
});
