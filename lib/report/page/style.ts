import { darkCharts } from "../../chart/common/dark.ts";

/**
 * The style of report.html: one column, readable in light and dark, on paper
 * and on phones.
 */
export const STYLE = `
:root { --text: #1b1b1b; --page: #fdfdfc; --chart: #fff; --line: #d8d8d4;
  --faint: #5f5f5a; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e1; --page: #1a1a19; --chart: #1a1a19; --line: #44443f;
    --faint: #b4b4ac; }
${darkCharts("figure")}
}
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h1 + p { font-size: 1.125rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
p, li, td { overflow-wrap: anywhere; }
em { color: var(--faint); }
a { color: inherit; }
figure { margin: 1rem 0; padding: .5rem; background: var(--chart);
  border-radius: 4px;
  border: 1px solid var(--line); overflow-x: auto; }
figure svg { display: block; width: 100%; height: auto; }
.table, pre { overflow-x: auto; }
.table { max-height: 40rem; overflow-y: auto; }
th { position: sticky; top: 0; background: var(--page); text-align: left; }
table { border-collapse: collapse; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
.table td, .table th { white-space: nowrap; overflow-wrap: normal; }
.table td:last-child { white-space: normal; min-width: 14rem; }
ul { padding-left: 1.25rem; }
pre, code { font-family: ui-monospace, monospace; font-size: .8125rem; }
@media print {
  body { background: #fff; color: #000; }
  .table { max-height: none; overflow: visible; }
  figure { break-inside: avoid; }
  /* Paper does not scroll: a wide chart becomes small instead of the page. */
  figure svg { min-width: 0 !important; }
  h2, h3 { break-after: avoid; }
}
`;
