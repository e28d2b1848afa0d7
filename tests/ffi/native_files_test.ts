import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildLibrary, Engine, NativeError } from "../../ffi/mod.ts";
import { unpackNativeFiles } from "../../ffi/native_files.ts";
import {
  NATIVE_FOLDER,
  NATIVE_PATHS,
  nativePaths,
  TRACER_PATH,
} from "../../lib/base/native.ts";

/** Runs something with a directory for temporary files of its own. */
async function inTemporary(
  body: (root: string) => void | Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", root);
  try {
    await buildLibrary(() => {});
    await body(root);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    Deno.removeSync(root, { recursive: true });
  }
}

function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name);
}

Deno.test("the folder of native files is named as a user would", () => {
  assertEquals(NATIVE_FOLDER.includes(".."), false, NATIVE_FOLDER);
});

Deno.test("unpacked files are this user's alone, work, and are gone after", () =>
  inTemporary((root) => {
    {
      using engine = new Engine(unpackNativeFiles());
      assert(engine.busyPath.startsWith(`${root}/`), engine.busyPath);
      assertEquals(
        Deno.readFileSync(engine.busyPath),
        Deno.readFileSync(`${NATIVE_FOLDER}/build/busy`),
      );
      const [directory] = names(root);
      assertEquals(Deno.statSync(`${root}/${directory}`).mode! & 0o77, 0);
      assert(engine.liburingVersion !== "");
    }
    assertEquals(names(root), []);
  }));

Deno.test("the tracer is unpacked where it was built, and not missed elsewhere", () =>
  inTemporary((root) => {
    const folder = `${root}/c`;
    Deno.mkdirSync(`${folder}/build`, { recursive: true });
    for (const path of NATIVE_PATHS) {
      Deno.copyFileSync(`${NATIVE_FOLDER}/${path}`, `${folder}/${path}`);
    }
    assertEquals(nativePaths(folder), [...NATIVE_PATHS]);
    {
      using engine = new Engine(unpackNativeFiles(folder));
      assertThrows(
        () => Deno.statSync(engine.tracerPath),
        Deno.errors.NotFound,
      );
    }
    Deno.writeTextFileSync(`${folder}/${TRACER_PATH}`, "a tracer");
    assertEquals(nativePaths(folder), [...NATIVE_PATHS, TRACER_PATH]);
    using engine = new Engine(unpackNativeFiles(folder));
    assert(engine.tracerPath.startsWith(`${root}/`), engine.tracerPath);
    assertEquals(Deno.readTextFileSync(engine.tracerPath), "a tracer");
    assertEquals(Deno.statSync(engine.tracerPath).mode! & 0o777, 0o700);
  }));

Deno.test("what a killed process left is taken away, what is in use is not", () =>
  inTemporary((root) => {
    const old = new Date(Date.now() - 3600_000);
    const left = (name: string) => {
      const directory = `${root}/uringlab-native-${name}`;
      Deno.mkdirSync(directory);
      Deno.writeTextFileSync(`${directory}/lock`, "");
      Deno.utimeSync(directory, old, old);
      return directory;
    };
    left("killed");
    using held = Deno.openSync(`${left("running")}/lock`);
    held.lockSync(true);
    Deno.mkdirSync(`${root}/others`);
    unpackNativeFiles()[Symbol.dispose]();
    assertEquals(names(root).sort(), ["others", "uringlab-native-running"]);
  }));

Deno.test("a library that cannot be opened leaves nothing behind", () =>
  inTemporary((root) => {
    const folder = `${root}/c`;
    Deno.mkdirSync(`${folder}/build`, { recursive: true });
    for (const program of ["build/busy", "build/timed", "build/writer"]) {
      Deno.copyFileSync(`${NATIVE_FOLDER}/${program}`, `${folder}/${program}`);
    }
    Deno.writeTextFileSync(`${folder}/build/liburinglab.so`, "no library");
    assertThrows(
      () => new Engine(unpackNativeFiles(folder)),
      NativeError,
      "dlopen: ",
    );
    Deno.removeSync(`${folder}/build/liburinglab.so`);
    assertThrows(
      () => unpackNativeFiles(folder),
      NativeError,
      "cannot unpack the native files into ",
    );
    assertEquals(names(root), ["c"]);
  }));

Deno.test({
  name: "a directory mounted noexec is told, with the way out",
  ignore: Deno.uid() !== 0,
  fn: () =>
    inTemporary((root) => {
      const mount = (...args: string[]) =>
        assert(
          new Deno.Command(args[0]!, { args: args.slice(1) }).outputSync()
            .success,
        );
      mount("mount", "-t", "tmpfs", "-o", "noexec", "none", root);
      try {
        assertThrows(
          () => unpackNativeFiles(),
          NativeError,
          "if it is mounted noexec, set TMPDIR to a directory that is not",
        );
        assertEquals(names(root), []);
      } finally {
        mount("umount", root);
      }
    }),
});
