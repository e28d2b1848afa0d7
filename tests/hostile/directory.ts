import { makeRun } from "../files/made_run.ts";

/** A results directory of a stranger, beside a place that is none of his. */
export interface Stranger {
  /** The results. */
  readonly path: string;
  /** A directory that nothing may be written into. */
  readonly outside: string;
  read(name: string): string;
  write(name: string, text: string): void;
  /** Puts a link in place of a file. */
  link(name: string, target: string): void;
  /** Changes meta.json. */
  meta(change: (meta: Json) => void): void;
}

/** What stands in meta.json, for those who spoil it. */
// deno-lint-ignore no-explicit-any -- any part of it may be made wrong
export type Json = any;

function remove(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Runs `use` on a good results directory, to be spoiled. */
export async function withStranger(
  use: (stranger: Stranger) => void | Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "uringlab-stranger-" });
  const path = `${root}/results`;
  const outside = `${root}/outside`;
  Deno.mkdirSync(outside);
  makeRun(path);
  const read = (name: string) => Deno.readTextFileSync(`${path}/${name}`);
  const write = (name: string, text: string) =>
    Deno.writeTextFileSync(`${path}/${name}`, text);
  try {
    await use({
      path,
      outside,
      read,
      write,
      link: (name, target) => {
        remove(`${path}/${name}`);
        Deno.symlinkSync(target, `${path}/${name}`);
      },
      meta: (change) => {
        const meta = JSON.parse(read("meta.json"));
        change(meta);
        write("meta.json", JSON.stringify(meta));
      },
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

/** Changes one field of the first row of results.csv. */
export function setField(
  { read, write }: Stranger,
  name: string,
  value: string,
): void {
  const [header = "", first = "", ...rest] = read("results.csv").split("\n");
  const at = header.split(",").indexOf(name);
  const fields = first.split(",").with(at, value);
  write("results.csv", [header, fields.join(","), ...rest].join("\n"));
}
