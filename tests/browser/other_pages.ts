/** The pages that are no report of a run, of made-up records. */
import { claimSvg } from "../../lib/report/claims/chart.ts";
import { chartName, claimsMarkdown } from "../../lib/report/claims/text.ts";
import { images } from "../../lib/report/document/markdown.ts";
import { indexMarkdown } from "../../lib/report/index/document.ts";
import { trendCharts } from "../../lib/report/index/trend.ts";
import { reportHtml } from "../../lib/report/page/html.ts";
import { watchCharts } from "../../lib/report/watch/charts.ts";
import { watchFindings, watchPage } from "../../lib/report/watch/document.ts";
import { claimRecord, claimsRecord } from "../report/claims/fixtures.ts";
import { entry } from "../report/index/fixtures.ts";
import { watchRecord } from "../watch/records.ts";

function watch(): string {
  const record = watchRecord();
  const charts = watchCharts(record);
  const findings = watchFindings(record, () => ["a thing that would help"]);
  return reportHtml(record.run, watchPage(findings, charts), {
    charts: new Map(charts.map((chart) => [chart.name, chart])),
    embedded: new Map([["watch.json", "{}"]]),
  });
}

function claims(): string {
  const record = claimsRecord({
    claims: ["one", "two", "three"].map((name) => claimRecord({ name })),
  });
  const charts = new Map(
    record.claims.flatMap((claim) => {
      const svg = claimSvg(claim, record);
      return svg === undefined ? [] : [[chartName(claim), { svg }] as const];
    }),
  );
  return reportHtml(
    record.run,
    claimsMarkdown(record, new Set(charts.keys())),
    { charts, embedded: new Map() },
    "words",
  );
}

function index(): string {
  const entries = ["6.1.0-17-amd64", "6.6.30", "6.12.0"].map((kernel, i) =>
    entry({ kernel, arms: { coop: i, defer: 3 - i } })
  );
  const charts = trendCharts(entries);
  const markdown = indexMarkdown({
    entries,
    others: [{ path: "results/watch", kind: "watch" }],
    unread: [{ path: "results/none", reason: "it is empty" }],
    sections: [["From run to run", images(charts)]],
    addressOf: (directory, file) => `${directory}/${file}`,
  });
  return reportHtml("Results", markdown, {
    charts: new Map(charts.map((chart) => [chart.name, chart])),
    embedded: new Map(),
  });
}

/** The texts of the pages by what they tell of. */
export function otherPages(): ReadonlyMap<string, string> {
  return new Map([["watch", watch()], ["claims", claims()], [
    "index",
    index(),
  ]]);
}
