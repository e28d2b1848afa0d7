import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertRejects } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { makeRun } from "../../files/made_run.ts";
import { COMMANDS, fakeProcess } from "../fake_process.ts";

async function inArchive(
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-archive-" });
  try {
    makeRun(`${path}/one`, { run: "one", host: "alpha", kernel: "6.1.0" });
    makeRun(`${path}/two`, { run: "two", host: "<beta>", kernel: "6.12.0" });
    await use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

function report(...args: string[]) {
  const process = fakeProcess();
  return COMMANDS.find("report").run(args, process)
    .then((status) => ({ ...process, status }));
}

Deno.test("report of a directory of runs writes one page with a line for each", async () => {
  await inArchive(async (path) => {
    const { status, stdout, stderr } = await report(path);
    assertEquals(status, 0);
    const page = Deno.readTextFileSync(`${path}/index.html`);
    for (const text of [stdout, page.replaceAll("&lt;", "<")]) {
      for (const word of ["alpha", "<beta", "6.12.0", "coop / default"]) {
        assertStringIncludes(text, word);
      }
    }
    assertStringIncludes(page, 'href="one/report.html"');
    assert(!page.includes("<beta"));
    assertEquals(stderr, `the page over 2 runs is ${path}/index.html\n`);
    // It is written anew as often as it is asked for.
    assertEquals((await report(`${path}/one`, `${path}/two`)).status, 0);
  });
});

Deno.test("report of several machines tells what they say together", async () => {
  await inArchive(async (path) => {
    makeRun(`${path}/three`, { run: "three", host: "gamma" });
    const { status, stdout } = await report(path);
    assertEquals(status, 0);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
    const said = stdout.replaceAll(/\s+/g, " ");
    const page = Deno.readTextFileSync(`${path}/index.html`);
    for (const text of [said, page]) {
      assertStringIncludes(text, "on 3 machines ");
      assertStringIncludes(text, "over machines); on another like them ");
      assertStringIncludes(text, "all 3");
      assertStringIncludes(text, "by the others");
    }
    assertStringIncludes(page, ">Machines</h2>");
  });
});

Deno.test("report leaves a page alone that is not its own", async () => {
  await inArchive(async (path) => {
    Deno.writeTextFileSync(`${path}/index.html`, "my notes");
    await assertRejects(
      () => report(path),
      UsageError,
      "index.html is there and is no page of uringlab",
    );
    assertEquals(Deno.readTextFileSync(`${path}/index.html`), "my notes");
    const out = `${path}/other page.html`;
    assertEquals((await report(path, `--out=${out}`)).status, 0);
    assert(Deno.statSync(out).isFile);
  });
});

Deno.test("report asks where a page shall be that has no place of its own", async () => {
  await inArchive(async (path) => {
    Deno.mkdirSync(`${path}/elsewhere`);
    makeRun(`${path}/elsewhere/three`);
    const paths = [`${path}/one`, `${path}/elsewhere/three`];
    await assertRejects(() => report(...paths), UsageError, "--out FILE");
    Deno.mkdirSync(`${path}/pages`);
    await report(...paths, `--out=${path}/pages/index.html`);
    assertStringIncludes(
      Deno.readTextFileSync(`${path}/pages/index.html`),
      'href="../elsewhere/three/report.html"',
    );
  });
});

Deno.test("report prints as data the results of one directory only", async () => {
  await inArchive(async (path) => {
    await assertRejects(
      () => report(path, "--json"),
      UsageError,
      "of one directory",
    );
    await assertRejects(
      () => report(`${path}/one`, "--out=x.html"),
      UsageError,
      "--out is for the page over several directories",
    );
  });
});
