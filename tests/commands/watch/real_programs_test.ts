/**
 * What watching real programs left, drawn again: tests/fixtures/watch has it,
 * lib/commands/watch/programs.md says how it came about.
 */
import { assert, assertEquals } from "@std/assert";
import { adviceTexts, summaryText } from "../../../lib/commands/watch/text.ts";
import { readWatch } from "../../../lib/files/watch_json.ts";
import { watchCharts } from "../../../lib/report/watch/charts.ts";
import { watchFindings } from "../../../lib/report/watch/document.ts";
import type { ProcessActivity } from "../../../lib/watch/activity.ts";
import { adviceOn } from "../../../lib/watch/advice/advice.ts";
import type { RuleName } from "../../../lib/watch/advice/rules.ts";
import { requestsOf } from "../../../lib/watch/figures.ts";
import { operationName } from "../../../lib/watch/opcodes.ts";
import { assertGolden } from "../../golden.ts";

const FIXTURES = new URL("../../fixtures/watch/", import.meta.url).pathname;

/** What a program says of itself, and what is advised. */
interface Program {
  readonly completed: Readonly<Record<string, number>>;
  readonly failed?: number;
  readonly rings: number;
  readonly advice: readonly RuleName[];
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  // total_ios of its JSON.
  fio: { completed: { READ_FIXED: 108_449 }, rings: 1, advice: [] },
  fio_sqthread_poll: {
    completed: { READ: 1106 },
    rings: 1,
    advice: ["sq_thread_shares_cpu"],
  },
  // What the script counted; libuv has two rings for each of its three loops.
  node: {
    completed: {
      READV: 3036,
      STATX: 4 * 253,
      OPENAT: 254,
      CLOSE: 254,
      WRITEV: 253,
      FSYNC: 253,
      EPOLL_CTL: 6,
    },
    failed: 253,
    rings: 6,
    advice: ["io_wq", "sq_thread_shares_cpu"],
  },
  // What bpftrace counted of the same run.
  plocate: {
    completed: { READV: 225, STATX: 77 },
    rings: 1,
    advice: ["io_wq"],
  },
  // Innodb_buffer_pool_read_ahead and Innodb_data_writes of the same time.
  mariadb: { completed: { READV: 1951, WRITEV: 202 }, rings: 1, advice: [] },
};

function completedBy(process: ProcessActivity): Record<string, number> {
  return Object.fromEntries(
    requestsOf(process).map(({ opcode, completed }) => [
      operationName(opcode),
      completed,
    ]),
  );
}

for (const [name, said] of Object.entries(PROGRAMS)) {
  Deno.test(`${name} did what it says that it did`, async () => {
    const record = readWatch(`${FIXTURES}${name}`);
    const [process, ...others] = record.all.processes;
    assert(process && others.length === 0);
    assertEquals(completedBy(process), said.completed);
    const failed = requestsOf(process).flatMap(({ failures }) => [
      ...failures.values(),
    ]).reduce((sum, count) => sum + count, 0);
    assertEquals(failed, said.failed ?? 0);
    assertEquals(process.rings.length, said.rings);
    assertEquals(adviceOn(process).map(({ rule }) => rule), said.advice);
    await assertGolden(
      `watch/real/${name}.txt`,
      summaryText(record.all),
    );
    assert(watchFindings(record, adviceTexts).includes(process.name));
    const charts = watchCharts(record).map(({ name }) => name);
    assert(charts.includes("latency.svg"), `${charts}`);
  });
}
