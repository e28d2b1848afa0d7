/**
 * More facts than a machine has, and longer ones; meta.json has all of them.
 */
const MAX_FACTS = 200;
const MAX_LENGTH = 4000;

/** What is known about a machine, as names and values for a table. */
export function facts(environment: unknown): [name: string, value: string][] {
  if (typeof environment !== "object" || environment === null) return [];
  return Object.entries(environment).slice(0, MAX_FACTS).flatMap((
    [name, value],
  ) => {
    const text = valueOf(value);
    const short = text.length > MAX_LENGTH
      ? `${text.slice(0, MAX_LENGTH)}…`
      : text;
    return text === "" ? [] : [[name, short]];
  });
}

/** "source /proc/config.gz; hz 250"; empty where nothing is known. */
function valueOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return `${value}`;
  if (Array.isArray(value)) {
    return value.map(valueOf).filter(Boolean).join(", ");
  }
  return Object.entries(value).flatMap(([name, part]) => {
    const text = valueOf(part);
    return text === "" ? [] : [`${name} ${text}`];
  }).join("; ");
}
