import { assert, assertEquals } from "@std/assert";
import { reportHtml } from "../../../lib/report/page/html.ts";
import { watchCharts } from "../../../lib/report/watch/charts.ts";
import {
  watchFindings,
  watchPage,
} from "../../../lib/report/watch/document.ts";
import { assertGolden } from "../../golden.ts";
import { watchRecord } from "../../watch/records.ts";

const advice = () => ["a thing that would help"];

Deno.test("a watch is drawn: rates, latencies, triggers and stacks", async () => {
  const charts = watchCharts(watchRecord());
  assertEquals(charts.map(({ name }) => name), [
    "rates.svg",
    "latency_course.svg",
    "latency.svg",
    "triggers.svg",
    "kstack_tctx_task_work.svg",
    "kstack_waker.svg",
  ]);
  for (const { name, svg } of charts) await assertGolden(`watch/${name}`, svg);
});

Deno.test("without a tracer there are rates, and of one second nothing", () => {
  const untraced = watchRecord({}, false);
  assertEquals(watchCharts(untraced).map(({ name }) => name), ["rates.svg"]);
  const { samples } = untraced;
  const short = watchRecord({ samples: samples.slice(0, 1) }, false);
  assertEquals(watchCharts(short), []);
});

Deno.test("findings.md tells a process with its figures and advice", async () => {
  const findings = watchFindings(
    watchRecord({ unseen: ["not seen: where kicks land"] }),
    advice,
  );
  await assertGolden("watch/findings.md", findings);
});

Deno.test("the page holds all of it, and nothing that a name makes it do", () => {
  const record = watchRecord();
  const [process] = record.all.processes;
  const evil = {
    ...record,
    watched: "<script>alert(1)</script>",
    all: {
      ...record.all,
      processes: [{ ...process!, name: "a|b\n# <b>[x](javascript:1)" }],
    },
  };
  const charts = watchCharts(evil);
  const page = watchPage(watchFindings(evil, advice), charts);
  const html = reportHtml(record.run, page, {
    charts: new Map(charts.map((chart) => [chart.name, chart])),
    embedded: new Map([["watch.json", "{}"]]),
  });
  assertEquals(html.match(/<figure/g)?.length, charts.length);
  // The page has one script, which is its own.
  assertEquals(html.match(/<script/g)?.length, 1);
  assert(!/<b>|href="javascript/.test(html));
  assert(html.includes("data:text/plain;base64"));
  assertEquals(html.match(/<h2[ >]/g)?.length, 4);
});
