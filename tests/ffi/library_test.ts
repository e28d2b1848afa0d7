import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildLibrary, Engine, NativeError } from "../../ffi/mod.ts";
import type { NativeFiles } from "../../ffi/native_files.ts";
import { SYMBOLS } from "../../ffi/symbols.ts";

/** Native files of which only the library matters. */
function libraryAt(sharedLibrary: string): NativeFiles {
  return {
    sharedLibrary,
    busy: "",
    timed: "",
    writer: "",
    tracer: "",
    [Symbol.dispose]: () => {},
  };
}

/** Compiles a library with all symbols of ours that gives this as its ABI. */
function compile(directory: string, abi: string): string {
  const path = `${directory}/fake.so`;
  const functions = Object.keys(SYMBOLS).map((name) =>
    name === "uringlab_abi"
      ? `const char *${name}(void) { return ${JSON.stringify(abi)}; }`
      : `long ${name}(void) { return 0; }`
  );
  Deno.writeTextFileSync(`${path}.c`, functions.join("\n"));
  const { success } = new Deno.Command("cc", {
    args: ["-shared", "-fPIC", "-o", path, `${path}.c`],
  }).outputSync();
  assert(success, "cc failed");
  return path;
}

Deno.test("a library that is up to date is not built again", async () => {
  await buildLibrary(() => {});
  const said: string[] = [];
  await buildLibrary((line) => said.push(line));
  assertEquals(said, []);
});

Deno.test("a library that cannot be opened is a NativeError", () => {
  const error = assertThrows(
    () => new Engine(libraryAt("/nonexistent.so")),
    NativeError,
    "dlopen: ",
  );
  assertEquals(error.step, "dlopen");
  assert(error.cause instanceof Error);
});

Deno.test("a library of another build is refused and closed", () => {
  const directory = Deno.makeTempDirSync();
  try {
    const path = compile(directory, "cell_params size flags\n");
    const error = assertThrows(() => new Engine(libraryAt(path)), NativeError);
    assertEquals(
      error.message,
      `ABI: ${path} is of another build: cell_params[1] is arms here ` +
        "and flags in the library",
    );
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
