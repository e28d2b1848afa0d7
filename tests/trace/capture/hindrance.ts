import { buildLibrary } from "../../../ffi/mod.ts";
import { nativeFiles } from "../../../ffi/native_files.ts";
import { findProbes } from "../../../lib/trace/capture/native_tracer.ts";

/** The tracer as it was built here. */
export const TRACER = nativeFiles().tracer;

/** Why nothing can be traced here; undefined where it can. */
export async function hindrance(): Promise<string | undefined> {
  await buildLibrary(() => {});
  try {
    await Deno.stat(TRACER);
  } catch {
    return "the tracer was built without clang and libbpf";
  }
  const { tracing, why, obstacles } = await findProbes([TRACER]);
  return tracing ? undefined : obstacles[0]?.what ?? why;
}
