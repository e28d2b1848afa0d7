import { buildLibrary } from "../../../ffi/mod.ts";
import {
  findProbes,
  TRACER,
} from "../../../lib/trace/capture/native_tracer.ts";

/** Why nothing can be traced here; undefined where it can. */
export async function hindrance(): Promise<string | undefined> {
  await buildLibrary(() => {});
  try {
    await Deno.stat(TRACER);
  } catch {
    return "the tracer was built without clang and libbpf";
  }
  const { tracing, why, obstacles } = await findProbes();
  return tracing ? undefined : obstacles[0]?.what ?? why;
}
