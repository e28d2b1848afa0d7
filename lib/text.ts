import { format } from "@std/fmt/duration";

/** Columns of a terminal that nobody made wider. */
export const WIDTH = 80;

/** Breaks a text into lines of at most `width` characters between words. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** "3m 12s" for 192.4 seconds; "0s" for none. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole === 0 ? "0s" : format(whole * 1000, { ignoreZero: true });
}
