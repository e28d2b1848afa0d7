import { errnoText } from "../../base/errno.ts";
import { UsageError } from "../../base/errors.ts";
import { writeWatch } from "../../export/write_watch.ts";
import { failure, OutputDirectory } from "../../files/output_directory.ts";
import { WATCH_JSON } from "../../files/watch_json.ts";
import { machineIdentity } from "../../run/identity.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { newRunName, RESULTS } from "../../session/new_identity.ts";
import type { Snapshot } from "../../trace/capture/snapshot.ts";
import { runStacks, wakeStacks } from "../../trace/cell_trace_of.ts";
import { failuresOf, requestsOf } from "../../watch/figures.ts";
import type { WatchInterval } from "../../watch/interval.ts";
import type { WatchSample } from "../../watch/sample.ts";
import type { WatchRecord } from "../../watch/watch_record.ts";
import { adviceTexts } from "./text.ts";

/** Where a watch that begins now leaves its results. */
export interface WatchPlace {
  readonly run: string;
  readonly path: string;
}

/** The first part of a path that is there and is no directory. */
function fileAmong(path: string): string | undefined {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"))
    .find((some) => {
      try {
        return some !== "" && !Deno.statSync(some).isDirectory;
      } catch {
        return false; // It will be made.
      }
    });
}

/**
 * Chooses the directory before anything is watched. Throws
 * {@linkcode UsageError} where it holds results, or cannot be made.
 */
export function choosePlace(out: string | undefined): WatchPlace {
  const run = newRunName("watch");
  const path = out ?? `${RESULTS}/${run}`;
  const file = fileAmong(path);
  if (file !== undefined) {
    throw new UsageError(`--out: ${file} is no directory`);
  }
  for (const name of [WATCH_JSON, "results.csv"]) {
    try {
      Deno.lstatSync(`${path}/${name}`);
    } catch {
      continue;
    }
    throw new UsageError(
      `--out: ${path} holds results already; name another directory`,
    );
  }
  return { run, path };
}

/** What was seen of a program, and when that began. */
export interface WholeWatch {
  readonly watched: string;
  readonly startedAt: string;
  readonly all: WatchInterval;
  readonly samples: readonly WatchSample[];
  readonly trace: Snapshot | undefined;
  readonly unseen: readonly string[];
}

/** All that is kept of a watch. */
export function recordOf(
  { run }: WatchPlace,
  { trace, all, ...rest }: WholeWatch,
  { version, args }: Pick<Surroundings, "version" | "args">,
): WatchRecord {
  const errnos = new Set(
    all.processes.flatMap(requestsOf)
      .flatMap((request) => [...failuresOf(request).keys()]),
  );
  return {
    run,
    machine: machineIdentity(version),
    commandLine: ["uringlab", ...args],
    ...rest,
    all,
    errnos: new Map([...errnos].map((errno) => [errno, errnoText(errno)])),
    runStacks: trace ? runStacks(trace) : [],
    wakeStacks: trace ? wakeStacks(trace) : [],
  };
}

/** Writes the directory. Throws {@linkcode RunError} where that fails. */
export function keepResults(record: WatchRecord, { path }: WatchPlace): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw failure("write results to", path, error);
  }
  writeWatch(record, adviceTexts, new OutputDirectory(path));
}
