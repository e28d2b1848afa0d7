import { PROGRAM_AS_ROOT } from "../base/program.ts";
import { findProbes } from "./capture/native_tracer.ts";
import type { Hello, Probe } from "./capture/protocol.ts";
import { TraceError } from "./capture/trace_error.ts";

/** What keeps this machine from tracing, or from seeing all of it. */
export interface Obstacle {
  /** "not permitted to trace". */
  readonly what: string;
  /** What was tried and what came back. */
  readonly why: string;
  /** A shell command that would mend it, or advice where no command would. */
  readonly remedy: string;
}

/** What can be traced here, found by trying. */
export interface Tracing {
  /** Whether anything can be. */
  readonly works: boolean;
  /** Every probe, seen or not; none where there is no tracer. */
  readonly probes: readonly Probe[];
  readonly obstacles: readonly Obstacle[];
}

/** The tracer does not know how this program is started. */
const AS_ROOT = "run as root";

/** What the greeting of a tracer says of this machine. */
export function tracingOf(
  { tracing, why, probes, obstacles }: Hello,
): Tracing {
  const known = obstacles.map((obstacle) => ({
    ...obstacle,
    remedy: obstacle.remedy === AS_ROOT
      ? `${AS_ROOT}: ${PROGRAM_AS_ROOT} ...`
      : obstacle.remedy,
  }));
  return {
    works: tracing,
    probes,
    obstacles: tracing || known.length > 0 ? known : [{
      what: "the kernel takes none of our BPF programs",
      why,
      remedy:
        "a container or security module may forbid it: run on the host itself",
    }],
  };
}

/** Why the tracer cannot even be asked. */
function unasked({ message, cause }: TraceError): Obstacle {
  return cause instanceof Deno.errors.NotFound
    ? {
      what: "uringlab was built without its tracer",
      why: "clang, libbpf, libelf or zlib was missing",
      remedy: "sh setup.sh",
    }
    : {
      what: "the tracer cannot be used",
      why: message,
      remedy: "make -C c clean all",
    };
}

/**
 * Finds out by trying what can be traced here with the tracer at that path,
 * which need not be there.
 */
export async function findTracing(tracerPath: string): Promise<Tracing> {
  try {
    return tracingOf(await findProbes([tracerPath]));
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return { works: false, probes: [], obstacles: [unasked(error)] };
  }
}
