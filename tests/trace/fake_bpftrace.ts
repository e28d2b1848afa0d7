import type { ProgramSpec } from "../../lib/trace/program.ts";
import { recordedText } from "./recorded.ts";

/** A shell script that stands in for bpftrace. */
export interface FakeBpftrace extends Disposable {
  /** The program to run. */
  readonly command: string;
  /** How often it was started. */
  started(): number;
  /** The words that it was last started with. */
  args(): string[];
  /** Whether one of the processes that it was is left. */
  left(): boolean;
}

/** Steps of the script; `$runs` says how often it was started. */
export const STEPS = {
  /** Says what bpftrace says once its probes are attached. */
  attach: `printf '%s\\n' '{"type": "attached_probes", "data": {}}' \\
  '{"type": "printf", "data": "attached\\n"}' \\
  '{"type": "printf", "data": "attached\\n"}'`,
  /** Waits for SIGTERM. */
  wait: "while :; do sleep 0.02; done",
  complain: (...lines: string[]) =>
    lines.map((line) => `printf '%s\\n' "${line.replaceAll('"', '\\"')}" >&2`)
      .join("\n"),
} as const;

export interface FakeOptions {
  /** What it prints when it is told to end. */
  maps?: string;
  /** What it does then. */
  onTerminate?: string;
}

/** What bpftrace 0.17 says at every start. */
export const MEMLOCK = "ERROR: Unknown error -1: couldn't set RLIMIT_MEMLOCK " +
  "for bpftrace. If your program is not loading, you can try ulimit -l 8192";

/** Makes a script of these steps; the maps that it prints are recorded ones. */
export function fakeBpftrace(
  steps: readonly string[],
  {
    maps = recordedText("tracepoints-6.18-default"),
    onTerminate = 'cat "$here/maps"; exit 0',
  }: FakeOptions = {},
): FakeBpftrace {
  const here = Deno.makeTempDirSync({ prefix: "uringlab-bpftrace-" });
  const command = `${here}/bpftrace`;
  const read = (name: string) => {
    try {
      return Deno.readTextFileSync(`${here}/${name}`);
    } catch {
      return "";
    }
  };
  const pids = () => read("pids").split("\n").filter(Boolean);
  Deno.writeTextFileSync(`${here}/maps`, maps);
  Deno.writeTextFileSync(
    command,
    `#!/bin/sh
here=${here}
trap '${onTerminate}' TERM
echo $$ >>"$here/pids"
printf '%s\\0' "$@" >"$here/args"
runs=$(wc -l <"$here/pids")
${steps.join("\n")}
`,
    { mode: 0o755 },
  );
  return {
    command,
    started: () => pids().length,
    args: () => read("args").split("\0").slice(0, -1),
    left: () =>
      pids().some((pid) => {
        try {
          Deno.statSync(`/proc/${pid}`);
          return true;
        } catch {
          return false;
        }
      }),
    [Symbol.dispose]: () => Deno.removeSync(here, { recursive: true }),
  };
}

/** What the fakes are told to trace. */
export const SPEC: ProgramSpec = {
  pid: 4711,
  cpus: [0],
  window: { startNs: 1n, endNs: 2n },
  kprobes: false,
  hasEvent: () => true,
  kickRanges: [],
};

/** A map of that many keys, as bpftrace prints it. */
export function mapOfKeys(name: string, keys: number): string {
  const pairs = Array.from({ length: keys }, (_, i) => `"f${i}+1\\n,1": 1`);
  return `{"type": "map", "data": {"${name}": {${pairs.join(", ")}}}}\n`;
}
