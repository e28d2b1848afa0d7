import { darkCharts } from "../../chart/common/dark.ts";

/**
 * The style of report.html: one column, readable in light and dark, on paper
 * and on phones.
 */
export const STYLE = `
:root { --text: #1b1b1b; --page: #fdfdfc; --chart: #fff; --line: #d8d8d4;
  --faint: #5f5f5a; --focus: #0b57d0; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e6e6e1; --page: #1a1a19; --chart: #1a1a19; --line: #44443f;
    --faint: #b4b4ac; --focus: #8ab4f8; }
${darkCharts("figure")}
}
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h1 + p { font-size: 1.125rem; }
h1 + p strong { font-weight: 500; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .5rem 0;
  list-style: none; border-block: 1px solid var(--line); }
nav a { display: inline-block; padding: .25rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
p, li, td { overflow-wrap: anywhere; }
em { color: var(--faint); }
a { color: inherit; }
figure { margin: 1rem 0; padding: .5rem; background: var(--chart);
  border-radius: 4px;
  border: 1px solid var(--line); overflow-x: auto; }
figure svg { display: block; width: 100%; height: auto; }
.mark:focus { outline: 2px solid var(--focus); outline-offset: 2px; }
[data-series].off { display: none; }
[role=button] { cursor: pointer; }
[role=button] .ground { fill: none; pointer-events: all; }
[data-legend].off { opacity: .6; text-decoration: line-through; }
.tip { position: fixed; z-index: 1; max-width: min(24rem, 90vw);
  padding: .25rem .5rem; border-radius: 4px; background: var(--text);
  color: var(--page); font-size: .875rem; pointer-events: none; }
button { font: inherit; color: inherit; background: none; cursor: pointer;
  min-height: 24px; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem; position: sticky;
  left: 0; margin-bottom: .5rem; font-size: .875rem; }
.controls button { padding: .15rem .6rem; border: 1px solid var(--faint);
  border-radius: 4px; }
.controls button[aria-pressed=true] { background: var(--text);
  color: var(--page); }
th button { padding: 0; border: 0; font-weight: inherit; text-align: inherit; }
th button::after { content: " \\2195"; color: var(--faint); }
[aria-sort=ascending] button::after { content: " \\2191"; }
[aria-sort=descending] button::after { content: " \\2193"; }
.table, pre { overflow-x: auto; }
.table { max-height: 40rem; overflow-y: auto; }
th { position: sticky; top: 0; background: var(--page); text-align: left; }
table { border-collapse: collapse; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
.table td, .table th { white-space: nowrap; overflow-wrap: normal; }
.table td:last-child:not([style]) { white-space: normal; min-width: 14rem; }
.words .table { max-height: none; overflow: visible; }
.words .table td, .words .table th { white-space: normal; min-width: 0;
  overflow-wrap: anywhere; }
/* A word is broken only where a column would otherwise leave the page. */
.words .table td:first-child { min-width: 8rem; overflow-wrap: break-word; }
@media (max-width: 40rem) {
  .words thead { display: none; }
  .words table, .words tbody, .words tr, .words td { display: block; }
  .words .table tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .words .table td { border: 0; padding: 0 0 0 1rem; }
  .words .table td:first-child { padding: 0; font-weight: 600; }
  .words td:not(:first-child)::before { content: attr(data-column) ": ";
    color: var(--faint); }
}
ul { padding-left: 1.25rem; }
pre, code { font-family: ui-monospace, monospace; font-size: .8125rem; }
@media print {
  :root { color-scheme: light; }
  body { background: #fff; color: #000; }
  .table { max-height: none; overflow: visible; }
  nav, .controls, .tip, summary { display: none; }
  th button::after { content: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  figure { break-inside: avoid; border: 0; padding: 0; overflow: visible; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .table td, .table th { white-space: normal; }
  /* Paper does not scroll: a wide chart becomes small instead of the page. */
  figure svg { min-width: 0 !important; }
  h2, h3 { break-after: avoid; }
}
`;
