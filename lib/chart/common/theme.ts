/** Width of a chart in px. */
export const CHART_WIDTH = 760;
/** Usual height of a chart in px; more text makes it taller. */
export const CHART_HEIGHT = 480;
/** Free space around a chart in px. */
export const MARGIN = 16;
/** Width of what is drawn and written, in px. */
export const CONTENT_WIDTH = CHART_WIDTH - 2 * MARGIN;
/** Distance of two lines of text, in font sizes. */
export const LINE_HEIGHT = 1.3;

/** Fonts by what they write; sizes in px. */
export const FONTS = {
  title: { size: 16, bold: true },
  subtitle: { size: 12 },
  axisLabel: { size: 12 },
  tick: { size: 12 },
  seriesLabel: { size: 12 },
  share: { size: 11 },
  caption: { size: 11 },
  panelTitle: { size: 12, bold: true },
  panelNote: { size: 11 },
  mark: { size: 11, bold: true },
} as const;
/**
 * Fallback list of what is installed on common systems; nothing is downloaded.
 */
export const FONT_FAMILY =
  "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Colours of everything that is not a series, on paper. */
export const INK = {
  text: "#1a1a1a",
  faintText: "#4d4d4d",
  axis: "#333333",
  grid: "#e3e3e3",
  band: "#f1f1ee",
  innerBand: "#dcdcd4",
  leader: "#8c8c8c",
  reference: "#6b6b6b",
  faint: "#767676",
  paper: "#ffffff",
} as const;

/** The same on a dark ground. */
export const DARK_INK: Readonly<Record<keyof typeof INK, string>> = {
  text: "#e6e6e1",
  faintText: "#b4b4ac",
  axis: "#c4c4bd",
  grid: "#3a3a37",
  band: "#282826",
  innerBand: "#41413d",
  leader: "#7d7d76",
  reference: "#a0a098",
  faint: "#949490",
  paper: "#1a1a19",
};

/**
 * The series' colours on paper: Okabe and Ito's without yellow, and as much
 * darker as it takes to stand out from it (3 to 1); neighbours also differ in
 * lightness.
 */
export const PALETTE = [
  "#0072b2",
  "#c98200",
  "#000000",
  "#3496cd",
  "#d55e00",
  "#c46c9c",
  "#009e73",
] as const;

/** The same on a dark ground. */
export const DARK_PALETTE: readonly string[] = [
  "#4da3e0",
  "#f0b429",
  "#f2f2f2",
  "#9fd8ff",
  "#ff8a4c",
  "#e39ac4",
  "#2fc79a",
];

/** The colour of a palette index, which may be any integer. */
export function paletteColor(index: number): string {
  const length = PALETTE.length;
  return PALETTE[((index % length) + length) % length] ?? INK.text;
}
