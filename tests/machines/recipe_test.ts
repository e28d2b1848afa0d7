import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { readRows, temporaryDirectory, until } from "../program/program.ts";
import { COMMANDS, fakeProcess } from "../commands/fake_process.ts";
import { hindrance, Lab, type Said } from "./hosts.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RECIPE = `${ROOT}experiments/machines/parallel.sh`;

const HINDRANCE = hindrance();
if (HINDRANCE) console.log(`not tried, many machines over ssh: ${HINDRANCE}`);

/** What is measured: without a disk, six cells of a tenth of a second each. */
const WORDS = [
  "exp7",
  "--load=nop",
  "--iodepth=1",
  "--busy=off",
  "--mode=default,coop",
  "--workers=1",
  "--turn=0",
  "--repeats=3",
  "--runtime=0.1",
  "--ramp-time=0.02",
];

/**
 * A file that does what the single file does, in no time: the gate has tests
 * of the real one, and packing it takes longer than all of this.
 */
function makeProgram(path: string): void {
  Deno.writeTextFileSync(
    path,
    `#!/bin/sh\nexec '${Deno.execPath()}' run -A '${ROOT}main.ts' "$@"\n`,
  );
  Deno.chmodSync(path, 0o755);
}

async function said(child: Deno.ChildProcess): Promise<Said> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}

/** Whether a run that has begun on a host has a row yet. */
function hasRow(remote: string, host: string): boolean {
  try {
    const [run] = [...Deno.readDirSync(remote)]
      .filter(({ name, isDirectory }) => isDirectory && name.endsWith(host));
    const text = Deno.readTextFileSync(`${remote}/${run?.name}/results.csv`);
    return text.split("\n").length > 2;
  } catch {
    return false;
  }
}

Deno.test({
  name: "many machines over ssh: one that dies is named, and --resume goes on",
  ignore: HINDRANCE !== undefined,
  fn: async () => {
    using directory = temporaryDirectory();
    const room = directory.path;
    const program = Deno.env.get("URINGLAB_SINGLE_FILE") ?? `${room}/program`;
    if (program === `${room}/program`) makeProgram(program);
    await using lab = await Lab.of(["ash", "birch"], room);
    const env = { SSH: `ssh -F ${lab.sshConfig}`, LC_ALL: "C" };
    const remote = `${room}/it's there`;
    const results = `${room}/results`;
    const recipe = (...words: string[]) =>
      lab.spawn(
        ["sh", RECIPE, `--program`, program, "--results", results, ...words],
        env,
      );

    // Both are one machine: they measure one after the other.
    const first = recipe(
      ...["--jobs", "1", "--remote", remote, "--hosts", "ash,birch,elm"],
      ...WORDS,
    );
    const saying = said(first);
    await until("a row on ash", () => hasRow(remote, "ash"));
    await lab.kill("ash");
    const { status, stderr } = await saying;
    assertEquals(status, 1, stderr);
    assertMatch(stderr, /^machines: 1 of 3 hosts are done/m);
    assertMatch(
      stderr,
      /^machines: ash: the connection was lost while it ran \(status 255\)/m,
    );
    assertMatch(
      stderr,
      /^machines: elm: cannot be reached \(status 255\): .*resolve.*elm/m,
    );
    assert(hasRow(remote, "ash"), "what ash has measured is kept there");
    assertEquals(readRows(`${results}/birch`).length, 6);

    await lab.start("ash");
    const again = await said(recipe("--jobs", "1", "--resume"));
    assertEquals(again.status, 1, again.stderr);
    assertMatch(again.stderr, /^machines: 2 of 3 hosts are done/m);
    assertMatch(again.stderr, /^machines: elm: cannot be reached/m);
    const rows = readRows(`${results}/ash`);
    assertEquals(rows.length, 6);
    assertEquals(new Set(rows.map(({ status }) => status)), new Set(["ok"]));
    assertEquals(rows[0]?.host, "ash");
    assertStringIncludes(
      Deno.readTextFileSync(`${results}/ash/meta.json`),
      '"host": "ash"',
    );
    const page = fakeProcess();
    assertEquals(await COMMANDS.find("report").run([results], page), 0);
    assertMatch(page.stdout, /on 2 machines /);
    const html = Deno.readTextFileSync(`${results}/index.html`);
    for (const host of ["ash", "birch"]) {
      assertStringIncludes(html, `href="${host}/report.html"`);
    }
    const compared = fakeProcess();
    const groups = [`--a=${results}/ash`, `--b=${results}/birch`];
    await COMMANDS.find("compare").run([...groups, "--json"], compared);
    const { a, b, comparisons } = JSON.parse(compared.stdout);
    assertEquals([a[0].host, b[0].host], ["ash", "birch"]);
    assertEquals(comparisons[0].unit, "repeats");

    // Only the program stays.
    const left = [...Deno.readDirSync(remote)].map(({ name }) => name);
    assertEquals(left.length, 1, left.join(" "));
  },
});
