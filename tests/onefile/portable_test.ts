import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../../lib/onefile/deno.ts";
import { acceptance, compile } from "./acceptance.ts";
import { CAN_HIDE, names, roomOnDisk, runAlone } from "./stranger.ts";

const VERSION_LINE = `uringlab ${config.version}`;

/** The first line of what `--version` says. */
const lineOf = (text: string) => text.split("\n")[0];

/** makeself, of Debian, packs the portable form. */
const CAN_PACK = (() => {
  try {
    return new Deno.Command("makeself", { args: ["--version"] }).outputSync()
      .success;
  } catch {
    return false;
  }
})();

if (!CAN_PACK || !CAN_HIDE) {
  console.log(
    "not verified: the portable form needs makeself and root for its test",
  );
}

/** Changes one byte and nothing that a listing shows. */
function flipByte(path: string, offset: number): void {
  const { atime, mtime } = Deno.statSync(path);
  const file = Deno.openSync(path, { read: true, write: true });
  const byte = new Uint8Array(1);
  file.seekSync(offset, Deno.SeekMode.Start);
  file.readSync(byte);
  file.seekSync(offset, Deno.SeekMode.Start);
  file.writeSync(byte.map((b) => b ^ 1));
  file.close();
  Deno.utimeSync(path, atime!, mtime!);
}

/** A copy of the checkout that is of another version. */
async function otherVersion(to: string): Promise<void> {
  const script =
    'git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$1"; ' +
    'mkdir -p "$1/c"; cp -a c/build "$1/c/"';
  const { success } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", to],
    cwd: ROOT,
  }).output();
  assert(success);
  const path = `${to}/deno.json`;
  const text = Deno.readTextFileSync(path);
  const next = text.replace(
    `"version": "${config.version}"`,
    '"version": "99.0.0"',
  );
  assert(next !== text);
  Deno.writeTextFileSync(path, next);
}

Deno.test({
  name: "the portable form",
  ignore: !CAN_PACK || !CAN_HIDE,
  fn: async (t) => {
    using built = roomOnDisk();
    const said = await compile("portable", `${built.path}/uringlab`);
    assertStringIncludes(said, `uringlab ${config.version}, portable form, `);
    /** A directory with the file alone and a cache of its own. */
    const room = () => {
      const here = roomOnDisk();
      Deno.linkSync(`${built.path}/uringlab`, `${here.path}/uringlab`);
      const cache = `${here.path}/cache`;
      return {
        ...here,
        cache,
        program: `${cache}/uringlab-program`,
        /** The unpacked version. */
        unpacked: () => {
          const found = names(`${cache}/uringlab-program`)
            .find((name) => name.startsWith(`uringlab-${config.version}`));
          return `${cache}/uringlab-program/${found}`;
        },
        start: (stranger = {}) =>
          runAlone(`${here.path}/uringlab`, ["--version"], {
            env: { XDG_CACHE_HOME: cache },
            ...stranger,
          }),
      };
    };

    await t.step("does what both forms do", async (t) => {
      using here = room();
      await acceptance(t, here.path);
    });

    await t.step("unpacks once, and verifies at every start", async () => {
      using here = room();
      const first = await here.start();
      assertEquals(lineOf(first.stdout), VERSION_LINE);
      assertStringIncludes(first.stderr, `unpacking into ${here.program}`);
      const second = await here.start();
      assertEquals([lineOf(second.stdout), second.stderr], [VERSION_LINE, ""]);
      const repairs = async (damage: (unpacked: string) => void) => {
        damage(here.unpacked());
        const repaired = await here.start();
        assertEquals(lineOf(repaired.stdout), VERSION_LINE);
        assertStringIncludes(repaired.stderr, "is not as it was unpacked");
        assertEquals((await here.start()).stderr, "");
      };
      await repairs((path) =>
        Deno.writeTextFileSync(`${path}/main.js`, "console.log('other');")
      );
      await repairs((path) => flipByte(`${path}/deno`, 50_000_000));
      await repairs((path) => {
        Deno.removeSync(`${path}/c/build/busy`);
        Deno.writeTextFileSync(`${path}/manifest`, "");
      });
    });

    await t.step("starts that come at once unpack it once", async () => {
      using here = room();
      const starts = await Promise.all(
        Array.from({ length: 4 }, () => here.start()),
      );
      for (const { status, stdout, stderr } of starts) {
        assertEquals([status, lineOf(stdout)], [0, VERSION_LINE], stderr);
      }
      const unpackers = starts.filter(({ stderr }) => stderr !== "");
      assertEquals(unpackers.length, 1);
      assertEquals(names(here.program).length, 2, "it and its lock");
    });

    await t.step("an unpacking that was killed leaves no trust", async () => {
      using here = room();
      await here.start();
      const unfinished = `${here.program}/new.killed`;
      Deno.renameSync(here.unpacked(), unfinished);
      Deno.removeSync(`${unfinished}/manifest`);
      assertEquals(lineOf((await here.start()).stdout), VERSION_LINE);
      assert(!names(here.program).includes("new.killed"));
    });

    await t.step("a cache that others may change is refused", async () => {
      using here = room();
      await here.start();
      Deno.chmodSync(here.program, 0o777);
      const writable = await here.start();
      assertEquals([writable.status, writable.stdout], [1, ""]);
      assertStringIncludes(writable.stderr, "others may write to it");
      Deno.chmodSync(here.program, 0o700);
      const above = here.cache.replace(/\/[^/]*$/, "");
      const mode = Deno.statSync(above).mode ?? 0o755;
      Deno.chmodSync(above, 0o777);
      const replaceable = await here.start();
      Deno.chmodSync(above, mode & 0o7777);
      assertEquals([replaceable.status, replaceable.stdout], [1, ""]);
      assertStringIncludes(
        replaceable.stderr,
        `others may write to ${above}`,
      );
      Deno.chownSync(here.program, 65534, 65534);
      const foreign = await here.start();
      assertEquals([foreign.status, foreign.stdout], [1, ""]);
      assertStringIncludes(foreign.stderr, "it belongs to another user");
      Deno.chownSync(here.program, 0, 0);
      Deno.renameSync(here.program, `${here.cache}/elsewhere`);
      Deno.symlinkSync(`${here.cache}/elsewhere`, here.program);
      const linked = await here.start();
      assertEquals([linked.status, linked.stdout], [1, ""]);
      assertStringIncludes(linked.stderr, "it is not a directory");
      assertStringIncludes(linked.stderr, "set XDG_CACHE_HOME to a directory");
    });

    await t.step("a file that was cut short says so", async () => {
      using here = room();
      const bytes = Deno.readFileSync(`${here.path}/uringlab`);
      Deno.writeFileSync(
        `${here.path}/short`,
        bytes.subarray(0, bytes.length / 2),
        { mode: 0o755 },
      );
      const { status, stdout, stderr } = await runAlone(
        `${here.path}/short`,
        ["--version"],
        { env: { XDG_CACHE_HOME: here.cache } },
      );
      assertEquals([status, stdout], [1, ""]);
      assertStringIncludes(stderr, "Unexpected archive size");
      assertStringIncludes(stderr, `cannot unpack into ${here.program}`);
      assertEquals(names(here.program), ["lock"]);
    });

    await t.step("versions stand side by side until unused", async () => {
      using here = room();
      const checkout = `${here.path}/checkout`;
      Deno.mkdirSync(checkout);
      await otherVersion(checkout);
      const other = `${here.path}/other`;
      await compile("portable", other, checkout);
      await here.start();
      const env = { XDG_CACHE_HOME: here.cache };
      const next = () => runAlone(other, ["--version"], { env });
      assertEquals(lineOf((await next()).stdout), "uringlab 99.0.0");
      assertEquals([(await here.start()).stderr, (await next()).stderr], [
        "",
        "",
      ]);
      assertEquals(names(here.program).length, 3, "two and their lock");
      const old = new Date(Date.now() - 40 * 86400_000);
      Deno.utimeSync(here.unpacked(), old, old);
      // Unpacking one takes away what nobody has started for a month.
      Deno.removeSync(
        `${here.program}/${
          names(here.program).find((name) =>
            name.startsWith("uringlab-99.0.0-")
          )
        }/main.js`,
      );
      assertStringIncludes((await next()).stderr, "unpacking it again");
      assertEquals(
        names(here.program).map((name) => name.slice(0, 15)),
        ["lock", "uringlab-99.0.0"],
      );
    });
  },
});
