import { assertEquals } from "@std/assert";
import { typed } from "../../lib/base/program.ts";

const MAIN = "file:///checkout/main.ts";

/** Directories of programs, gone after `use`. */
function withDirectories(
  use: (make: (path: string, text: string) => string) => void,
): void {
  const root = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    use((path, text) => {
      const file = `${root}/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text, { mode: 0o755 });
      return file;
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));

Deno.test("typed() is the name where the shell finds that program by it", () => {
  withDirectories((make) => {
    const program = make("checkout/uringlab", "#!/bin/sh\n");
    const other = make("other/uringlab", "#!/bin/sh\nexit 1\n");
    const shim = make("shim/uringlab", `#!/bin/sh\ndeno run -A '${MAIN}'\n`);
    const whole = make("whole/uringlab", `${MAIN}${"x".repeat(5000)}`);
    const link = `${folderOf(other)}/../linked`;
    Deno.mkdirSync(link);
    Deno.symlinkSync(program, `${link}/uringlab`);
    const from = (path: string) =>
      typed(program, { directory: "/", path, main: MAIN });
    assertEquals(from(""), program);
    assertEquals(from(`relative:${folderOf(program)}`), "uringlab");
    assertEquals(from(`/nowhere:${link}`), "uringlab");
    assertEquals(from(folderOf(shim)), "uringlab");
    assertEquals(from(folderOf(whole)), program);
    // The shell takes the first that it finds, and that is another program.
    assertEquals(from(`${folderOf(other)}:${folderOf(program)}`), program);
    Deno.chmodSync(other, 0o644);
    assertEquals(
      from(`${folderOf(other)}:${folderOf(program)}`),
      "uringlab",
    );
  });
});

Deno.test("typed() is a path where the shell does not find the program", () => {
  const from = (directory: string | undefined) =>
    typed("/checkout/uringlab", { directory, path: "/nowhere", main: MAIN });
  assertEquals(from("/checkout"), "./uringlab");
  assertEquals(from("/"), "/checkout/uringlab");
  assertEquals(from(undefined), "/checkout/uringlab");
});
