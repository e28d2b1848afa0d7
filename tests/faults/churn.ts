/**
 * `deno task churn --minutes 10`: makes and closes connections by the thousand,
 * one cell after another, and looks for descriptors, sockets and memory that are
 * left over. A line every ten seconds; status 1 where something grows.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { connectionsOf } from "../../lib/model/parameters/pipeline.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { allowedCpus, shortCell } from "../ffi/target.ts";

/** What each cell of a round is, beside its load. */
const KINDS: readonly Partial<Params>[] = [
  { recv: "single", iodepth: 200 },
  { recv: "multishot", iodepth: 200, mode: "defer" },
  { recv: "poll_first", iodepth: 16, workers: 2 },
  { recv: "multishot", iodepth: 800, pipeline: 8 },
  { recv: "bundle", iodepth: 800, pipeline: 8, mode: "defer" },
  { engine: "epoll", iodepth: 200 },
  { engine: "epoll", iodepth: 800, pipeline: 8 },
  { engine: "blocking", iodepth: 1, workers: 8 },
  { engine: "blocking", iodepth: 8, pipeline: 8, workers: 8 },
];

/** Memory that may come and go: the garbage of Deno, in bytes. */
const SLACK_BYTES = 32 * 2 ** 20;
const LINE_MS = 10_000;
/** Rounds until everything is as large as it gets. */
const WARM_UP = 5;

/** What this process has. */
interface Belongings {
  readonly descriptors: number;
  readonly threads: number;
  readonly bytes: number;
}

function belongings(): Belongings {
  const status = Deno.readTextFileSync("/proc/self/status");
  const number = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]);
  return {
    descriptors: [...Deno.readDirSync("/proc/self/fd")].length,
    threads: number("Threads"),
    bytes: number("VmRSS") * 1024,
  };
}

/** TCP sockets that are used, and that keep their ports for a while. */
function sockets(): string {
  const text = Deno.readTextFileSync("/proc/net/sockstat");
  return /^TCP: inuse (\d+).* tw (\d+)/m.exec(text)?.slice(1).join(
    " in use, ",
  ) ??
    "?";
}

/** Connections that are accepted and closed while a cell runs. */
const ACCEPTED: readonly Partial<Params>[] = [
  { iodepth: 200 },
  { accept: "multishot", iodepth: 200, mode: "defer" },
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

/** One cell of each kind over each kind of socket: how many connections. */
async function round(engine: Engine): Promise<number> {
  let connections = 0;
  for (const load of ["unix", "tcp", "udp"] as const) {
    for (const kind of KINDS) {
      // A receive brings one datagram: it has nothing to bundle.
      if (load === "udp" && kind.recv === "bundle") continue;
      const params = await measure(engine, { load, ...kind });
      connections += params.workers * connectionsOf(params);
    }
  }
  for (const kind of ACCEPTED) {
    const { workers } = await measure(engine, { load: "accept", ...kind });
    connections += workers * IOS;
  }
  return connections;
}

function text(now: Belongings, connections: number): string {
  return `${connections} connections, ${now.descriptors} descriptors, ` +
    `${now.threads} threads, ${(now.bytes / 2 ** 20).toFixed(1)} MiB, TCP: ` +
    `${sockets()} in TIME_WAIT`;
}

async function main(): Promise<number> {
  const { minutes } = parseArgs(Deno.args, { string: ["minutes"] });
  const wanted = Number(minutes ?? 10);
  if (!(wanted > 0)) {
    console.error("churn: --minutes: a number above 0 is wanted");
    return 2;
  }
  await buildLibrary(() => {});
  using engine = new Engine();
  let connections = 0;
  for (let i = 0; i < WARM_UP; i++) connections += await round(engine);
  const first = belongings();
  console.log(text(first, connections));
  const end = performance.now() + wanted * 60_000;
  let line = performance.now() + LINE_MS;
  while (performance.now() < end) {
    connections += await round(engine);
    if (performance.now() < line) continue;
    line += LINE_MS;
    console.log(text(belongings(), connections));
  }
  const last = belongings();
  console.log(text(last, connections));
  const left = [
    ...last.descriptors > first.descriptors ? ["descriptors"] : [],
    ...last.threads > first.threads ? ["threads"] : [],
    ...last.bytes > first.bytes + SLACK_BYTES ? ["memory"] : [],
  ];
  if (left.length === 0) return 0;
  console.error(`churn: ${left.join(" and ")} grew`);
  return 1;
}

if (import.meta.main) Deno.exit(await main());
