/** Who makes connections and closes them, for churn.ts, a round at a time. */
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { refusalOf } from "../../ffi/errors.ts";
import { STEPS } from "../../lib/model/measurement/steps.ts";
import type { LoadName } from "../../lib/model/parameters/loads.ts";
import { connectionsOf } from "../../lib/model/parameters/pipeline.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { ImpossibleError } from "../../lib/run/executor.ts";
import { allowedCpus, shortCell } from "../ffi/target.ts";
import { type MemoryInUse, openMemory } from "./memory_in_use.ts";

const NATIVE = new URL("../../c", import.meta.url).pathname;

/** What each cell of a round is, beside its load; c/tests/churn.c has the same. */
const KINDS: readonly Partial<Params>[] = [
  { recv: "single", iodepth: 200 },
  { recv: "multishot", iodepth: 200, mode: "defer" },
  { recv: "poll_first", iodepth: 16, workers: 2 },
  { recv: "single", iodepth: 200, registerfiles: true },
  { recv: "multishot", iodepth: 800, pipeline: 8 },
  { recv: "bundle", iodepth: 800, pipeline: 8, mode: "defer" },
  { engine: "epoll", iodepth: 200 },
  { engine: "epoll", iodepth: 800, pipeline: 8 },
  { engine: "blocking", iodepth: 1, workers: 8 },
  { engine: "blocking", iodepth: 8, pipeline: 8, workers: 8 },
];

/** Connections that are accepted and closed while a cell runs. */
const ACCEPTED: readonly Partial<Params>[] = [
  { iodepth: 200 },
  { accept: "multishot", iodepth: 200, mode: "defer" },
  { iodepth: 200, registerfiles: true },
  { accept: "multishot", iodepth: 16, registerfiles: true, workers: 2 },
  { engine: "epoll", iodepth: 16 },
  { engine: "blocking", iodepth: 1, workers: 8 },
];

/** How many I/Os of every worker end a cell, at least. */
const IOS = 400;

async function measure(
  engine: Engine,
  change: Partial<Params>,
): Promise<Params> {
  const { params, ...rest } = shortCell("/", {
    bs: 64,
    size: 64,
    wakerCpus: allowedCpus().slice(-1),
    numberIos: IOS,
    workers: 1,
    ...change,
  });
  await engine.measure({ ...rest, params });
  return params;
}

/** Tells the user something that is no figure. */
type Say = (text: string) => void;

/** The kinds of cells that a round has of a load. */
function kindsOf(load: LoadName): readonly Partial<Params>[] {
  return load === "accept" ? ACCEPTED : KINDS;
}

/** What is said of a kind of cell that the kernel refuses. */
function leftOut(kind: Partial<Params>, reason: string): string {
  const words = Object.entries(kind).map(([name, value]) => `${name} ${value}`);
  return `left out: ${words.join(", ")}: ${reason}`;
}

/** Which kinds of cells this kernel has not got: each reason is said once. */
class Refusals {
  readonly #say: Say;
  readonly #said = new Set<string>();
  readonly #kinds = new Map<LoadName, Set<Partial<Params>>>();

  constructor(say: Say) {
    this.#say = say;
  }

  has(load: LoadName, kind: Partial<Params>): boolean {
    return this.#kinds.get(load)?.has(kind) ?? false;
  }

  add(load: LoadName, kind: Partial<Params>, reason: string): void {
    const kinds = this.#kinds.get(load) ?? new Set();
    this.#kinds.set(load, kinds.add(kind));
    const text = leftOut(kind, reason);
    if (!this.#said.has(text)) this.#say(text);
    this.#said.add(text);
  }
}

/**
 * A function that makes a round of cells with `measure`, and returns how many
 * connections it made. A kind of cell that is impossible on this kernel is said
 * and left out from then on; any other error is thrown.
 */
export function rounds(
  measure: (change: Partial<Params>) => Promise<Params>,
  say: Say,
): () => Promise<number> {
  const refusals = new Refusals(say);
  const tryKind = async (load: LoadName, kind: Partial<Params>) => {
    if (refusals.has(load, kind)) return 0;
    try {
      const params = await measure({ load, ...kind });
      return params.workers *
        (load === "accept" ? IOS : connectionsOf(params));
    } catch (error) {
      if (!(error instanceof ImpossibleError)) throw error;
      refusals.add(load, kind, error.message);
      return 0;
    }
  };
  return async () => {
    let connections = 0;
    for (const load of ["unix", "tcp", "udp", "accept"] as const) {
      for (const kind of kindsOf(load)) {
        // A receive brings one datagram: it has nothing to bundle.
        if (load === "udp" && kind.recv === "bundle") continue;
        connections += await tryKind(load, kind);
      }
    }
    return connections;
  };
}

/** What is planted, so that churn can be seen to find it (c/tests/plant.c). */
export const PLANTS = [
  "memory",
  "trickle",
  "mapping",
  "descriptor",
  "race",
  "refusal",
] as const;
export type Plant = typeof PLANTS[number];

/** What c/tests/churn.c and the library's objects are built with. */
export const SANITIZERS = {
  address: { make: "SANITIZE=1", folder: "build/sanitize", runtime: "asan" },
  thread: { make: "SANITIZE=thread", folder: "build/thread", runtime: "tsan" },
} as const;
export type Sanitizer = keyof typeof SANITIZERS;

/** Makes connections and closes them, in a process. */
export interface Churner {
  readonly pid: number;
  /**
   * One cell of each kind over each kind of socket, but for those that this
   * kernel refuses: how many connections. Throws where a cell fails, or the
   * process has ended.
   */
  round(): Promise<number>;
  /** Undefined where a sanitizer looks for leaks when it ends. */
  memory(): Promise<MemoryInUse | undefined>;
  /** Ends it: what is to be complained of, or undefined. */
  end(): Promise<string | undefined>;
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${program}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

/** Builds `plant.so` and gives its path. */
export async function buildPlant(): Promise<string> {
  await output("make", "-s", "-C", NATIVE, "build/plant.so");
  return `${NATIVE}/build/plant.so`;
}

/** In this process, with the library as users have it. */
export async function churnHere(say: Say): Promise<Churner> {
  await buildLibrary(() => {});
  const engine = new Engine();
  const memory = openMemory();
  return {
    pid: Deno.pid,
    memory: () => memory.read(),
    round: rounds((change) => measure(engine, change), say),
    end() {
      engine[Symbol.dispose]();
      memory[Symbol.dispose]();
      return Promise.resolve(undefined);
    },
  };
}

/** What c/tests/churn.c says of a kind that is left out, as a text. */
function leftOutText(line: string): string {
  const [, load, number, step, errno] = line.split(" ");
  const table = load === "accept" ? ACCEPTED : KINDS;
  const kind = table[Number(number)];
  const known = STEPS.find((name) => name === step);
  if (!kind || !known) throw new Error(`churn.c says "${line}"`);
  return leftOut(kind, refusalOf(known, Number(errno)).message);
}

/**
 * In a process of its own, which is built with a sanitizer: Deno itself has
 * what those complain of. It makes a round for each line that it reads.
 */
export async function churnUnder(
  sanitizer: Sanitizer,
  plant: Plant | undefined,
  say: Say,
): Promise<Churner> {
  const { make, folder, runtime } = SANITIZERS[sanitizer];
  const names = ["churn", "plant.so"].map((name) => `${folder}/${name}`);
  await output("make", "-s", "-C", NATIVE, make, ...names);
  const [program = "", planted = ""] = names.map((name) => `${NATIVE}/${name}`);
  const child = new Deno.Command("setarch", {
    // TSan knows only layouts of memory that are not random.
    args: ["-R", program],
    env: {
      // Memory that was freed is kept for a while, but less than by default.
      ASAN_OPTIONS: "quarantine_size_mb=16",
      TSAN_OPTIONS: `halt_on_error=1 suppressions=${NATIVE}/tests/tsan.supp`,
      ...plant && {
        PLANT: plant,
        // A sanitizer's runtime must be loaded before all else.
        LD_PRELOAD: `${await output(
          "cc",
          `-print-file-name=lib${runtime}.so`,
        )} ${planted}`,
      },
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const chunks = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const complaint = new Response(child.stderr).text();
  const writer = child.stdin.getWriter();
  const end = async () => {
    await writer.close().catch(() => {});
    const [{ code, signal }, said] = await Promise.all([
      child.status,
      complaint,
    ]);
    await chunks.cancel();
    if (code === 0) return undefined;
    return `${said.trim()}\nit ended with ${signal ?? `status ${code}`}`;
  };
  return {
    pid: child.pid,
    memory: () => Promise.resolve(undefined),
    end,
    async round() {
      // A process that has ended takes no line.
      await writer.write(new TextEncoder().encode("\n")).catch(() => {});
      let text = "";
      // The last line of a round is its number of connections.
      while (!/(^|\n)\d+\n$/.test(text)) {
        const { value, done } = await chunks.read();
        if (done) throw new Error(await end() ?? "the churning process ended");
        text += value;
      }
      const lines = text.trimEnd().split("\n");
      for (const line of lines.slice(0, -1)) say(leftOutText(line));
      return Number(lines.at(-1));
    },
  };
}
