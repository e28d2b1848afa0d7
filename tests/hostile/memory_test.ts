import { assert, assertEquals, assertMatch } from "@std/assert";
import { run } from "../program/program.ts";
import { type Stranger, withStranger } from "./directory.ts";

/**
 * What reading a results directory may take, whatever is in it. The largest
 * that is read takes about half of it.
 */
const MAX_KIB = 2 * 2 ** 20;

const TIME = "/usr/bin/time";

function hasTime(): boolean {
  try {
    return Deno.statSync(TIME).isFile;
  } catch {
    return false;
  }
}

/** Writes a line again and again until a file has so many bytes. */
function fill(path: string, head: string, line: string, bytes: number): void {
  using file = Deno.openSync(path, { write: true, truncate: true });
  const encoder = new TextEncoder();
  file.writeSync(encoder.encode(head));
  const block = encoder.encode(line.repeat(Math.ceil(2 ** 20 / line.length)));
  for (let left = bytes - head.length; left >= block.length;) {
    left -= file.writeSync(block);
  }
}

const MANY: readonly (readonly [
  what: string,
  fill: (stranger: Stranger) => void,
  said: RegExp,
])[] = [
  [
    "results.csv of a gigabyte",
    ({ path }) => Deno.truncateSync(`${path}/results.csv`, 2 ** 30),
    /results\.csv: it has \d+ bytes, more than the 134217728 that are read/,
  ],
  [
    "as many lines as are read",
    ({ path }) =>
      fill(
        `${path}/results.csv`,
        "cell,repeat,status\n",
        "0,1,ok\n",
        6.9e6,
      ),
    /results\.csv:3: cell 0 stands there twice/,
  ],
  [
    "fields as many as are read",
    ({ path }) => {
      const more = (name: string) =>
        Array.from({ length: 2000 }, (_, i) => `,${name && name + i}`).join("");
      const head = `cell,repeat,status${more("c")}\n`;
      fill(`${path}/results.csv`, head, `0,1,ok${more("")}\n`, 64 * 2 ** 20);
    },
    /results\.csv:3: cell 0 stands there twice/,
  ],
  [
    "a text that does not end",
    ({ path }) =>
      fill(
        `${path}/results.csv`,
        'cell,repeat,status\n0,1,"',
        `${"a".repeat(200)}\n`,
        126 * 2 ** 20,
      ),
    /results\.csv: .*quoted-field/,
  ],
  [
    "as many histograms as are read",
    ({ path, read }) => {
      const name = "histograms.csv";
      const [head = ""] = read(name).split("\n");
      const counts = Array.from({ length: 300 }, (_, i) => `${i}:1`).join(" ");
      const line = `0,1,slat,0,1,1,${counts}\n`;
      fill(`${path}/${name}`, `${head}\n`, line, 190 * 2 ** 20);
    },
    /cells are in/,
  ],
];

for (const [what, spoil, said] of MANY) {
  Deno.test({
    name: `${what} fit into ${MAX_KIB >> 20} GiB of memory${
      hasTime() ? "" : " (not run: no /usr/bin/time)"
    }`,
    ignore: !hasTime(),
    fn: () =>
      withStranger(async (stranger) => {
        spoil(stranger);
        const { stderr } = await run(["report", stranger.path], {
          before: [TIME, "-q", "-f", "took %M KiB"],
        });
        assertMatch(stderr, said);
        const kib = Number(/^took (\d+) KiB$/m.exec(stderr)?.[1]);
        assert(kib > 0, stderr);
        assertEquals(kib <= MAX_KIB, true, `it took ${kib} KiB`);
      }),
  });
}
