/** Width and usual height of a chart in px; more text makes it taller. */
export const CHART_WIDTH = 760;
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
/** Fallback list of what is installed on common systems; nothing is downloaded. */
export const FONT_FAMILY =
  "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Colours of everything that is not a series. */
export const INK = {
  text: "#1a1a1a",
  faintText: "#4d4d4d",
  axis: "#333333",
  grid: "#e3e3e3",
  leader: "#8c8c8c",
  reference: "#6b6b6b",
  faint: "#767676",
  paper: "#ffffff",
} as const;

// Okabe and Ito's colours without yellow, which white paper swallows, ordered so
// that neighbours also differ in lightness.
const PALETTE = [
  "#0072b2",
  "#e69f00",
  "#000000",
  "#56b4e9",
  "#d55e00",
  "#cc79a7",
  "#009e73",
] as const;

/** The colour of a palette index, which may be any integer. */
export function paletteColor(index: number): string {
  const length = PALETTE.length;
  return PALETTE[((index % length) + length) % length] ?? INK.text;
}
