import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
import { CsvFile } from "../../lib/files/csv_file.ts";
import { csvLines, readCsv } from "../../lib/files/csv_text.ts";

const NASTY = [
  "a,b",
  'say "hi"',
  "two\nlines",
  "carriage\rreturn",
  " blanks ",
  '"',
  "'single'",
  "ünïcode",
  "plain",
];

function withDirectory(use: (path: string) => void): void {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-csv-" });
  try {
    use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** Whether file systems may be mounted here: by root, outside a container. */
function canMount(): boolean {
  if (Deno.uid() !== 0) return false;
  const path = Deno.makeTempDirSync();
  const mounted = mount(path);
  if (mounted) umount(path);
  Deno.removeSync(path);
  return mounted;
}

function mount(path: string): boolean {
  const args = ["-t", "tmpfs", "-o", "size=16k", "uringlab-test", path];
  try {
    return new Deno.Command("mount", { args, stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

function umount(path: string): void {
  // Lazily: a test that failed may have left a file open.
  const args = ["-l", path];
  const { success } = new Deno.Command("umount", { args }).outputSync();
  assert(success, `cannot unmount ${path}`);
}

/** A file system of 16 KiB. */
function withSmallDisk(use: (path: string) => void): void {
  withDirectory((path) => {
    assert(mount(path));
    try {
      use(path);
    } finally {
      umount(path);
    }
  });
}

const MOUNT = canMount()
  ? { ignore: false, why: "" }
  : { ignore: true, why: " (skipped: needs root, to mount a small tmpfs)" };

/** Every text of these letters, up to a length. */
function* texts(letters: string, length: number): Generator<string> {
  yield "";
  if (length === 0) return;
  for (const text of texts(letters, length - 1)) {
    for (const letter of letters) yield text + letter;
  }
}

Deno.test("no cell is a formula, however it is cut, and all can be read again", () => {
  const all = [...new Set(texts("=';\t a", 5))];
  const csv = csvLines([["a", "b"], ...all.map((text) => [text, 1])]);
  const written = parse(csv).slice(1).map(([text = ""]) => text);
  assertEquals(written.length, all.length);
  for (const text of written) {
    for (const cell of text.split(/[;\t]/)) assert(!cell.startsWith("="), text);
  }
  assertEquals(readCsv(csv).slice(1).map(([text]) => text), all);
});

Deno.test("csvLines can be read again, whatever the fields hold", () => {
  assertEquals(parse(csvLines([NASTY, [...NASTY].reverse()])), [
    NASTY,
    [...NASTY].reverse(),
  ]);
});

Deno.test("csvLines quotes what RFC 4180 asks to quote, and no more", () => {
  assertEquals(
    csvLines([["a,b", 'c"d', "e\nf", "g\r\nh", "k\r", " i ", "j;k"]]),
    '"a,b","c""d","e\nf","g\r\nh","k\r", i ,j;k\n',
  );
});

Deno.test("csvLines ends lines with a plain newline", () => {
  assertEquals(csvLines([["a", "b"], ["c", "d"]]), "a,b\nc,d\n");
});

Deno.test("a missing value is an empty field, 0 is not", () => {
  assertEquals(csvLines([[undefined, 0, "", 1.5, undefined]]), ",0,,1.5,\n");
});

Deno.test("a line is on the disk as soon as it was appended", () => {
  withDirectory((directory) => {
    const path = `${directory}/rows.csv`;
    using file = new CsvFile(path, ["one", "two"]);
    assertEquals(Deno.readTextFileSync(path), "one,two\n");
    file.append([1, "a,b"]);
    assertEquals(Deno.readTextFileSync(path), 'one,two\n1,"a,b"\n');
    file.append([undefined, 2]);
    assertEquals(Deno.readTextFileSync(path), 'one,two\n1,"a,b"\n,2\n');
  });
});

Deno.test("a file that exists is neither opened nor changed", () => {
  withDirectory((directory) => {
    const path = `${directory}/rows.csv`;
    Deno.writeTextFileSync(path, "precious\n");
    assertThrows(() => new CsvFile(path, ["a"]), Deno.errors.AlreadyExists);
    assertEquals(Deno.readTextFileSync(path), "precious\n");
  });
});

Deno.test({
  name: `an append to a full disk leaves a valid file${MOUNT.why}`,
  ignore: MOUNT.ignore,
  fn() {
    withSmallDisk((disk) => {
      const path = `${disk}/rows.csv`;
      using file = new CsvFile(path, ["name", "value"]);
      file.append(["first", 1]);
      // More than there is: a part of it is written before the disk is full.
      const long = "x".repeat(64 * 1024);
      assertThrows(() => file.append([long, 2]), Error, "No space left");
      assertEquals(Deno.readTextFileSync(path), "name,value\nfirst,1\n");
      file.append(["second", 3]);
      assertEquals(
        Deno.readTextFileSync(path),
        "name,value\nfirst,1\nsecond,3\n",
      );
    });
  },
});

Deno.test({
  name: `a header that does not fit leaves no file${MOUNT.why}`,
  ignore: MOUNT.ignore,
  fn() {
    withSmallDisk((disk) => {
      const path = `${disk}/rows.csv`;
      const header = ["x".repeat(64 * 1024)];
      assertThrows(() => new CsvFile(path, header), Error, "No space left");
      assertEquals([...Deno.readDirSync(disk)], []);
    });
  },
});

/** Texts that a spreadsheet would take for formulas, and what looks so. */
const FORMULAS = [
  "=1+1",
  '=HYPERLINK("http://a", "b")',
  "+1",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "\uff1d1",
  "'=1",
  "''-a",
  "'",
  "'quoted'",
  "-",
  "",
  "a=b",
];

Deno.test("no text of a CSV file is a formula, and all are read back", () => {
  const text = csvLines([["a"], ...FORMULAS.map((one) => [one])]);
  for (const [field = ""] of parse(text)) {
    assert(!/^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(field), field);
  }
  const lines = FORMULAS.filter((one) => one !== "").map((one) => [one]);
  assertEquals(readCsv(text).filter(([one]) => one !== ""), [["a"], ...lines]);
});

Deno.test("negative numbers stay numbers, read back and written again", () => {
  const text = csvLines([["a", "b", "c"], [-1, -0.5, -1e-7]]);
  assertEquals(text, "a,b,c\n-1,-0.5,-1e-7\n");
  assertEquals(csvLines(readCsv(text)), text);
});

Deno.test("a file with other fields than its header has is no CSV", () => {
  assertThrows(() => readCsv("a,b\n1\n"), SyntaxError, "line 2 has 1 fields");
  assertThrows(() => readCsv("a,a\n1,2\n"), SyntaxError, "two columns a");
  const wide = `${"a,".repeat(40_000)}b\n`;
  assertThrows(() => readCsv(wide), SyntaxError, "its header has 80002");
});
