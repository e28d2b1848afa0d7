/** What the program uses of the native side. */
export { buildLibrary } from "../lib/base/native.ts";
export { Engine } from "./engine.ts";
export { NativeError } from "./errors.ts";
