/** What the program uses of the native side. */
export { Engine } from "./engine.ts";
export { errnoText, NativeError } from "./errors.ts";
export { buildLibrary } from "./library.ts";
