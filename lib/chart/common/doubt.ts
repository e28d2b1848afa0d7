/**
 * Why a value is to be doubted: its marker is hollow, and the reader is told
 * so. A value carries its doubt with it, so that no chart has a hollow marker
 * that is not explained.
 */
export interface Doubt {
  /** Said when the pointer is on the marker, behind the value. */
  readonly hover: string;
  /**
   * A sentence of the caption; said once, however many values have this doubt.
   */
  readonly caption: string;
}

/** A value with or without a doubt. */
interface Doubtful {
  readonly doubt?: Doubt | undefined;
}

/** What is said on hover behind a value; empty where there is no doubt. */
export function doubtText({ doubt }: Doubtful): string {
  return doubt ? `, ${doubt.hover}` : "";
}

/**
 * The sentences of the caption that explain the hollow markers of some values.
 */
export function doubtNotes(values: readonly Doubtful[]): string[] {
  return [...new Set(values.flatMap(({ doubt }) => doubt?.caption ?? []))];
}
