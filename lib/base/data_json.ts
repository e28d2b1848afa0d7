import { rounded } from "./field.ts";

/** A number for JSON, or null where there is none: never 0. */
export function numberOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value)
    ? null
    : rounded(value) ?? null;
}

/**
 * What a command prints with `--json`: the name of the format and its version
 * first, by which a program knows what it reads. A new field is no new version;
 * one that is gone or means something else is.
 */
export function dataJson(
  format: string,
  version: number,
  fields: Readonly<Record<string, unknown>>,
): string {
  return `${JSON.stringify({ format, version, ...fields }, null, 2)}\n`;
}
