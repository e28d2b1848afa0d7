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

/** How to trace: as root, or with a tracer that alone has what it needs. */
function asRoot(tracerPath: string): string {
  const all = `${AS_ROOT}: ${PROGRAM_AS_ROOT} ...`;
  // There it is a file that goes with this process.
  return Deno.build.standalone
    ? all
    : `${all}, or once: sudo setcap cap_bpf,cap_perfmon,cap_syslog+ep ` +
      tracerPath;
}

/** What the greeting of the tracer at that path says of this machine. */
export function tracingOf(
  { tracing, why, probes, obstacles }: Hello,
  tracerPath: string,
): Tracing {
  const known = obstacles.map((obstacle) => ({
    ...obstacle,
    remedy: obstacle.remedy === AS_ROOT ? asRoot(tracerPath) : obstacle.remedy,
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
    return tracingOf(await findProbes([tracerPath]), tracerPath);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return { works: false, probes: [], obstacles: [unasked(error)] };
  }
}
