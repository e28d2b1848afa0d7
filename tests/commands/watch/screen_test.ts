import { assert, assertEquals } from "@std/assert";
import {
  intervalLines,
  screenText,
  summaryText,
} from "../../../lib/commands/watch/text.ts";
import { reportWatch } from "../../../lib/commands/watch/report_watch.ts";
import { writeWatch } from "../../../lib/export/write_watch.ts";
import { OutputDirectory } from "../../../lib/files/output_directory.ts";
import { assertGolden } from "../../golden.ts";
import { watchRecord } from "../../watch/records.ts";
import { fakeProcess } from "../fake_process.ts";

Deno.test("a screen fits 80 columns and 24 rows", async () => {
  const screen = screenText(watchRecord().all);
  const lines = screen.trimEnd().split("\n");
  assert(lines.length < 24, `${lines.length}`);
  for (const line of lines) assert(line.length < 80, line);
  await assertGolden("watch/screen.txt", screen);
});

Deno.test("of several processes each has a line above the busiest", () => {
  const { all } = watchRecord();
  const [process] = all.processes;
  const several = {
    ...all,
    processes: [{ ...process!, pid: 8, rings: [] }, process!],
  };
  const lines = screenText(several).split("\n");
  assertEquals(lines.slice(3, 5).map((line) => line.slice(0, 8)), [
    "3s db 7:",
    "3s db 8:",
  ]);
  assert(lines[6]?.startsWith("db (PID 7)"));
  assertEquals(intervalLines(several).split("\n").length, 3);
});

Deno.test("a watch is drawn again from its file alone", async () => {
  const path = await Deno.makeTempDir();
  try {
    const record = watchRecord();
    writeWatch(record, () => ["old advice"], new OutputDirectory(path));
    const names = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
    for (const name of names.filter((name) => name !== "watch.json")) {
      await Deno.remove(`${path}/${name}`);
    }
    const process = fakeProcess();
    assertEquals(reportWatch(path, process), 0);
    assertEquals(
      [...Deno.readDirSync(path)].map(({ name }) => name).sort(),
      names,
    );
    assertEquals(
      process.stdout,
      summaryText(record.all),
    );
    const findings = await Deno.readTextFile(`${path}/findings.md`);
    assert(!findings.includes("old advice"));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
