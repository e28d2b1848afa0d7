import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { installedLauncher } from "../../lib/onefile/install.ts";
import { temporaryDirectory } from "./program.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const VERSION = `uringlab ${config.version}`;

/** What a command says on both outputs, and its exit status. */
async function say(
  command: string,
  args: string[],
  { cwd = "/", env = {} }: { cwd?: string; env?: Record<string, string> } = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("./uringlab runs from anywhere, by a link too", async () => {
  using directory = temporaryDirectory();
  const link = `${directory.path}/ul`;
  Deno.symlinkSync(`${ROOT}uringlab`, link);
  for (const command of [`${ROOT}uringlab`, link]) {
    const { code, stdout, stderr } = await say(command, ["--version"]);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.startsWith(VERSION), stdout);
  }
});

Deno.test("./uringlab without Deno says what installs it", async () => {
  using directory = temporaryDirectory();
  for (const tool of ["sh", "dirname", "readlink"]) {
    const { stdout } = await say("sh", ["-c", `command -v ${tool}`]);
    Deno.symlinkSync(stdout.trim(), `${directory.path}/${tool}`);
  }
  assertEquals(
    await say(`${ROOT}uringlab`, ["exp7"], {
      env: { PATH: directory.path, HOME: directory.path },
    }),
    {
      code: 1,
      stdout: "",
      stderr: `uringlab: deno is not installed; \`sh ${
        ROOT.slice(0, -1)
      }/setup.sh\` installs it\n`,
    },
  );
});

Deno.test("a remedy names what the user can type", async () => {
  using directory = temporaryDirectory();
  const remedy = async (cwd: string, path: string) =>
    (await say(`${ROOT}uringlab`, ["run"], { cwd, env: { PATH: path } }))
      .stderr;
  const path = Deno.env.get("PATH") ?? "";
  Deno.symlinkSync(`${ROOT}uringlab`, `${directory.path}/uringlab`);
  assertStringIncludes(await remedy(ROOT, path), "`./uringlab list --json");
  assertStringIncludes(
    await remedy("/", path),
    `\`${ROOT}uringlab list --json`,
  );
  assertStringIncludes(
    await remedy("/", `${directory.path}:${path}`),
    "`uringlab list --json",
  );
});

Deno.test("setup.sh --prefix installs a program that needs no checkout", async () => {
  using directory = temporaryDirectory();
  // A path that a shell would take to pieces.
  const prefix = `${directory.path}/it's here`;
  const install = () =>
    say(Deno.execPath(), [
      "run",
      "-A",
      `${ROOT}lib/onefile/install.ts`,
      prefix,
    ]);
  const program = `${prefix}/bin/uringlab`;
  for (let times = 0; times < 2; times++) {
    assertEquals(await install(), {
      code: 0,
      stdout: `setup: installed ${program}\n`,
      stderr: "",
    });
  }
  assertEquals(
    [...Deno.readDirSync(`${prefix}/lib`)].map(({ name }) => name),
    ["uringlab"],
  );
  for (
    const path of [
      "man/man1/uringlab.1",
      "bash-completion/completions/uringlab",
      "zsh/site-functions/_uringlab",
      "fish/vendor_completions.d/uringlab.fish",
    ]
  ) {
    assert(Deno.statSync(`${prefix}/share/${path}`).size > 1000, path);
  }
  const env = {
    // Nothing may come from a cache or from the network.
    DENO_DIR: "/dev/null/none",
    PATH: `${prefix}/bin:${Deno.env.get("PATH")}`,
  };
  const { code, stdout, stderr } = await say(program, ["--version"], { env });
  assertEquals([code, stderr], [0, ""]);
  assert(stdout.startsWith(VERSION), stdout);
  const doctor = await say(
    program,
    ["doctor", "--json", "--filename=/dev/null"],
    { env },
  );
  assertEquals(doctor.stderr, "");
  assert(JSON.parse(doctor.stdout).findings.length > 5);
  assertStringIncludes(
    (await say(program, ["run"], { env })).stderr,
    "`uringlab list --json",
  );
});

Deno.test("setup.sh --prefix leaves a folder of others alone", async () => {
  using directory = temporaryDirectory();
  const folder = `${directory.path}/lib/uringlab`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/theirs`, "");
  const { code, stderr } = await say(Deno.execPath(), [
    "run",
    "-A",
    `${ROOT}lib/onefile/install.ts`,
    directory.path,
  ]);
  assertEquals([code, stderr], [
    1,
    `setup: ${folder} was not installed by uringlab: move it\n`,
  ]);
  assertEquals([...Deno.readDirSync(folder)].length, 1);
});

Deno.test("an installed program says when its Deno is gone", async () => {
  using directory = temporaryDirectory();
  const launcher = `${directory.path}/uringlab`;
  Deno.writeTextFileSync(launcher, installedLauncher("/none", "/none/deno"), {
    mode: 0o755,
  });
  const { code, stderr } = await say("/bin/sh", [launcher], {
    env: { PATH: "/none" },
  });
  assertEquals([code, stderr], [
    1,
    "uringlab: deno is gone, with which it was installed: /none/deno\n",
  ]);
});

Deno.test("deno install makes a command of this checkout", async () => {
  using directory = temporaryDirectory();
  const { code, stderr } = await say(Deno.execPath(), [
    "install",
    "--global",
    "--allow-all",
    "--quiet",
    "--name=uringlab",
    "--config=deno.json",
    `--root=${directory.path}`,
    "main.ts",
  ], { cwd: ROOT });
  assertEquals([code, stderr], [0, ""]);
  const bin = `${directory.path}/bin`;
  const env = { PATH: `${bin}:${Deno.env.get("PATH")}` };
  const said = await say(`${bin}/uringlab`, ["--version"], { env });
  assertEquals([said.code, said.stderr], [0, ""]);
  assert(said.stdout.startsWith(VERSION), said.stdout);
  assertStringIncludes(
    (await say(`${bin}/uringlab`, ["run"], { env })).stderr,
    "`uringlab list --json",
  );
});
