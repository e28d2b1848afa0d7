import { assertEquals } from "@std/assert";
import {
  ancestors,
  baseName,
  parentOf,
  readInteger,
} from "../../lib/host/system.ts";
import { withTree } from "./tree.ts";

Deno.test("files below a root", () => {
  withTree({
    "/a/text": "two\nlines\n",
    "/a/number": "-1",
    "/a/word": "1 2",
    "/links/to": { link: "/a" },
  }, (files) => {
    assertEquals(files.read("/a/text"), "two\nlines\n");
    assertEquals(files.read("/a/none"), undefined);
    assertEquals(files.read("/a"), undefined);
    assertEquals(
      files.readBytes("/a/number"),
      new TextEncoder().encode("-1\n"),
    );
    assertEquals(files.list("/a"), ["number", "text", "word"]);
    assertEquals(files.list("/none"), []);
    assertEquals(files.realPath("/links/to/text"), "/a/text");
    assertEquals(files.realPath("/links/none"), undefined);
    assertEquals(readInteger(files, "/a/number"), -1);
    assertEquals(readInteger(files, "/a/word"), null);
    assertEquals(readInteger(files, "/a/none"), null);
  });
});

Deno.test("a link out of the root leads nowhere", () => {
  const outside = Deno.makeTempDirSync();
  try {
    withTree({ "/up": { link: `/../${baseName(outside)}` } }, (files) => {
      assertEquals(files.realPath("/up"), undefined);
    });
  } finally {
    Deno.removeSync(outside);
  }
});

Deno.test("parts of paths", () => {
  assertEquals(baseName("/sys/block/vda"), "vda");
  assertEquals(parentOf("/sys/block/vda"), "/sys/block");
  assertEquals(parentOf("/sys"), "");
  assertEquals([...ancestors("/a/b/c")], ["/a/b/c", "/a/b", "/a"]);
});
