/** The chart of a claim: what is found of each part, over what was published. */

import { dotMatrix } from "../../chart/dots/dot_matrix.ts";
import type {
  DotKind,
  DotMatrixSpec,
} from "../../chart/dots/dot_matrix_spec.ts";
import type {
  ClaimPartRecord,
  ClaimRecord,
  ClaimsRecord,
} from "../../files/claims_json.ts";

const KINDS: readonly (DotKind & { verdict: ClaimPartRecord["verdict"] })[] = [
  {
    verdict: "holds",
    name: "holds",
    style: { color: 0, marker: "circle" },
  },
  {
    verdict: "does not hold",
    name: "does not hold",
    style: { color: 4, marker: "diamond" },
  },
  {
    verdict: "open",
    name: "not shown",
    style: { color: 2, marker: "circle", quiet: true },
  },
];

/** Parts of one figure and one unit share an axis. */
function panelKey({ figure, unit }: ClaimPartRecord): string {
  return `${figure} ${unit}`;
}

/** Between which values a part holds, as far as an axis goes. */
function region(
  { published_low: low, published_high: high, margin }: ClaimPartRecord,
  [least, most]: readonly [number, number],
): [number, number] {
  const [from, to] = [
    low === null ? least : low - margin,
    high === null ? most : high + margin,
  ];
  return [
    Math.min(most, Math.max(least, from)),
    Math.min(most, Math.max(least, to)),
  ];
}

/** The ends of an axis with room for figures and for what was published. */
function limits(parts: readonly ClaimPartRecord[]): [number, number] {
  const ends = parts.flatMap(
    ({ value, low, high, margin, published_low, published_high }) => [
      ...[value, low, high].flatMap((one) => one ?? []),
      ...published_low === null ? [] : [published_low - margin],
      ...published_high === null ? [] : [published_high + margin],
    ],
  );
  if (parts[0]?.ratio) {
    const reach = Math.max(
      Math.log(1.05),
      ...ends.filter((one) => one > 0).map((one) => Math.abs(Math.log(one))),
    );
    return [Math.exp(-1.1 * reach), Math.exp(1.1 * reach)];
  }
  const most = Math.max(1e-3, ...ends) * 1.1;
  // A round end, so that a region without one reaches that of the axis.
  const step = 10 ** Math.floor(Math.log10(most));
  return [0, Math.ceil(most / step) * step];
}

/** The chart of a claim as data. */
export function claimChart(
  { name, parts, verdict, setting }: ClaimRecord,
  { run, version }: ClaimsRecord,
): DotMatrixSpec {
  const byPanel = [...Map.groupBy(parts, panelKey).values()];
  const axes = byPanel.map(limits);
  const used = KINDS.filter((kind) =>
    parts.some((part) => part.verdict === kind.verdict)
  );
  return {
    title: `${name}: ${verdict === "not shown" ? "not shown yet" : verdict}`,
    subtitle: setting,
    caption: [
      "Dots: what was found here, with its interval. Shaded: what was " +
      "published, and how far beside it a figure still agrees; where only one " +
      "end was published it goes on beyond the shade.",
    ],
    settings: { run, version },
    groupLabel: "",
    itemLabel: "where",
    kinds: used.map(({ name, style }) => ({ name, style })),
    oneKindEach: true,
    panels: byPanel.map(([first], i) => ({
      label: first?.figure ?? "",
      unit: first?.unit === "us" ? "us" : "",
      scale: first?.ratio ? "ratio" : "linear",
      better: "higher",
      betterName: "more",
      ...first?.ratio && { reference: 1 },
      limits: axes[i]!,
    })),
    groups: [{
      name: "",
      items: parts.map((part) => {
        const panel = byPanel.findIndex((some) => some.includes(part));
        return {
          name: part.where,
          dots: [{
            kind: used.findIndex((kind) => kind.verdict === part.verdict),
            panel,
            value: part.value,
            low: part.low ?? undefined,
            high: part.high ?? undefined,
          }],
          bands: [{ panel, ends: region(part, axes[panel]!) }],
        };
      }),
    }],
  };
}

/** The text of a claim's chart; undefined where there is no figure. */
export function claimSvg(
  claim: ClaimRecord,
  record: ClaimsRecord,
): string | undefined {
  return claim.parts.some(({ value }) => value !== null)
    ? dotMatrix(claimChart(claim, record))
    : undefined;
}
