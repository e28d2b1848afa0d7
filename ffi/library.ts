import { abiDifference } from "./abi.ts";
import { NativeError } from "./errors.ts";
import { SYMBOLS } from "./symbols.ts";

type DynamicLibrary = Deno.DynamicLibrary<typeof SYMBOLS>;

/** The text at a pointer to a C string, "" for NULL. */
export function textAt(pointer: Deno.PointerValue): string {
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : "";
}

function open(path: string): DynamicLibrary {
  try {
    return Deno.dlopen(path, SYMBOLS);
  } catch (cause) {
    throw new NativeError("dlopen", (cause as Error).message, cause);
  }
}

/** The opened library; the one place that knows Deno.dlopen. */
export class Library {
  readonly #library: DynamicLibrary;
  #closed = false;

  /**
   * Opens the library and compares its structures with ours. Throws
   * {@linkcode NativeError} naming the first field that differs.
   */
  constructor(path: string) {
    this.#library = open(path);
    const difference = abiDifference(textAt(this.symbols.uringlab_abi()));
    if (difference === undefined) return;
    this.close();
    throw new NativeError("ABI", `${path} is of another build: ${difference}`);
  }

  /**
   * Its functions. A call into a closed library would be one into memory of
   * others: throws then.
   */
  get symbols(): DynamicLibrary["symbols"] {
    if (this.#closed) throw new Error("Cannot use the engine: it is closed");
    return this.#library.symbols;
  }

  /** Closes the library, once; no function of it may be running. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#library.close();
  }
}
