import { assert, assertEquals, assertRejects } from "@std/assert";
import schema from "../../lib/files/summary.schema.json" with { type: "json" };
import { UsageError } from "../../lib/base/errors.ts";
import type { EXPORT_FORMATS } from "../../lib/export/exported_text.ts";
import { SUMMARY_VERSION } from "../../lib/files/summary_json.ts";
import { reportRun } from "../../lib/commands/report/report_run.ts";
import { violations } from "../files/json_schema.ts";
import { COMMANDS, fakeProcess } from "../commands/fake_process.ts";

const RUNS = new URL("../fixtures/runs/", import.meta.url).pathname;
const NAMES = [...Deno.readDirSync(RUNS)].filter(({ isDirectory }) =>
  isDirectory
).map(({ name }) => name);

/** What `report` prints of a copy of a recorded run; gone afterwards. */
async function printed(
  name: string,
  format?: typeof EXPORT_FORMATS[number],
): Promise<{ stdout: string; files: Record<string, string> }> {
  const directory = await Deno.makeTempDir();
  try {
    for (const { name: file, isFile } of Deno.readDirSync(`${RUNS}${name}`)) {
      if (isFile) {
        Deno.copyFileSync(`${RUNS}${name}/${file}`, `${directory}/${file}`);
      }
    }
    const process = fakeProcess();
    assertEquals(reportRun(directory, process, {}, format), 0);
    const files = ["summary.json", "summary.csv", "report.md"].map((file) =>
      [file, Deno.readTextFileSync(`${directory}/${file}`)] as const
    );
    return { stdout: process.stdout, files: Object.fromEntries(files) };
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

for (const name of NAMES) {
  Deno.test(`summary.json of the recorded run ${name} keeps its schema`, async () => {
    const { files } = await printed(name);
    const value = JSON.parse(files["summary.json"] ?? "");
    assertEquals(violations(value, schema), []);
    assertEquals(value.version, SUMMARY_VERSION);
    assert(value.cells.length > 0);
    const names = value.cells.map(({ name }: { name: string }) => name);
    assertEquals(new Set(names).size, names.length);
  });
}

Deno.test("the schema refuses what summary.json is not", async () => {
  const { files } = await printed("plain");
  const value = JSON.parse(files["summary.json"] ?? "");
  const wrong = (change: object) => violations({ ...value, ...change }, schema);
  assertEquals(wrong({ version: 2 }), ["$.version is not 1"]);
  assertEquals(wrong({ more: 1 }), ["$.more is not known"]);
  assertEquals(wrong({ cells: [{}] })[0], "$.cells[0].name is missing");
  assertEquals(wrong({ findings: [{ text: 1 }] }), [
    "$.findings[0].text is no string",
  ]);
});

Deno.test("--export prints the file of its format", async () => {
  for (
    const [format, file] of [
      ["json", "summary.json"],
      ["csv", "summary.csv"],
      ["markdown", "report.md"],
    ] as const
  ) {
    const { stdout, files } = await printed("plain", format);
    assertEquals(stdout, files[file]);
  }
});

Deno.test("fio's own tool reads what is exported for it", async () => {
  const { stdout } = await printed("plain", "fio-json");
  const { jobs } = JSON.parse(stdout);
  assert(jobs.length > 0);
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/run.json`, stdout);
    let status: Deno.CommandStatus;
    try {
      status = await new Deno.Command("fio_jsonplus_clat2csv", {
        args: ["run.json", "run.csv"],
        cwd: directory,
        stdout: "null",
      }).spawn().status;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // Debian's fio has it; what is above needs none.
      console.log("fio is not installed: apt-get install fio");
      return;
    }
    assert(status.success);
    for (const [at, job] of jobs.entries()) {
      const text = await Deno.readTextFile(`${directory}/run_job${at}.csv`);
      // Column 6 counts clat up to a line: at the end all reads are counted.
      const counts = text.trim().split("\n").slice(1).map((line) =>
        Number(line.split(",")[5])
      );
      assertEquals(Math.max(...counts), job.read.total_ios);
      assertEquals(job.read.clat_ns.N, job.read.total_ios);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("report refuses two ways to say a format", async () => {
  const report = COMMANDS.find("report");
  await assertRejects(
    () => report.run(["--json", "--export=csv", "x"], fakeProcess()),
    UsageError,
    "report: --json is --export json: give one of them",
  );
});
