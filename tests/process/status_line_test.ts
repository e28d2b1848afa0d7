import { assert, assertEquals } from "@std/assert";
import { StatusLine } from "../../lib/process/status_line.ts";
import type { Terminal } from "../../lib/process/terminal.ts";

function terminal(isTerminal: boolean, columns = 80) {
  const fake: Terminal & { text: string } = {
    text: "",
    isTerminal,
    columns,
    write(text) {
      fake.text += text;
    },
  };
  return fake;
}

const CLEAR = "\r\x1b[K";

/** What stands on a terminal's lines after these texts were written. */
function screen(text: string): string[] {
  return text.split("\n").map((line) => {
    const shown = line.split(CLEAR).at(-1) ?? "";
    assert(!shown.includes("\x1b") && !shown.includes("\r"));
    return shown;
  });
}

Deno.test("piped, only lines that stay are written, without escape codes", () => {
  const pipe = terminal(false);
  const status = new StatusLine(pipe);
  status.show("live");
  status.say("one");
  status.show("live again");
  status.clear();
  status.say("two");
  assertEquals(pipe.text, "one\ntwo\n");
  assert(!status.isLive);
});

Deno.test("on a terminal the live line is drawn over", () => {
  const tty = terminal(true);
  const status = new StatusLine(tty);
  assert(status.isLive);
  status.show("a long live line");
  assertEquals(screen(tty.text), ["a long live line"]);
  status.show("short");
  assertEquals(screen(tty.text), ["short"]);
  status.clear();
  assertEquals(screen(tty.text), [""]);
});

Deno.test("a terminal without escape codes is given lines that stay", () => {
  const tty = {
    ...terminal(true),
    isDumb: true,
    write: (text: string) => said.push(text),
  };
  const said: string[] = [];
  const status = new StatusLine(tty);
  status.show("live");
  status.say("one");
  status.clear();
  assertEquals(said, ["one\n"]);
  assert(!status.isLive);
});

Deno.test("--verbose draws over no line, --quiet tells what is insisted on", () => {
  const verbose = terminal(true);
  const loud = new StatusLine(verbose, "verbose");
  loud.show("live");
  loud.say("one");
  assertEquals(verbose.text, "one\n");
  assert(!loud.isLive);
  const quiet = terminal(true);
  const silent = new StatusLine(quiet, "quiet");
  silent.show("live");
  silent.say("one");
  silent.insist("it broke");
  assertEquals(quiet.text, "it broke\n");
});

Deno.test("a line that stays takes the place of the live one", () => {
  const tty = terminal(true);
  const status = new StatusLine(tty);
  status.show("live");
  status.say("said");
  assertEquals(screen(tty.text), ["said", ""]);
  status.show("live");
  assertEquals(screen(tty.text), ["said", "live"]);
});

Deno.test("without a live line nothing is cleared", () => {
  const tty = terminal(true);
  const status = new StatusLine(tty);
  status.clear();
  status.say("one");
  status.say("two");
  assertEquals(tty.text, "one\ntwo\n");
});

Deno.test("the live line never fills the terminal's last column", () => {
  const tty = terminal(true, 10);
  new StatusLine(tty).show("0123456789abcdef");
  assertEquals(screen(tty.text), ["012345678"]);
});

Deno.test("a message is broken between words at the terminal's width", () => {
  const tty = terminal(true, 20);
  new StatusLine(tty).say("note: reads from CPUs 0-3 were tried");
  assertEquals(screen(tty.text), [
    "note: reads from",
    "  CPUs 0-3 were",
    "  tried",
    "",
  ]);
});

Deno.test("a path that is wider than the terminal stays whole", () => {
  const path = "/home/somebody/.cache/uringlab/data";
  const tty = terminal(true, 20);
  new StatusLine(tty).say(`making ${path}, once`);
  assertEquals(screen(tty.text), ["making", `  ${path},`, "  once", ""]);
});

Deno.test("piped, a message is one line whatever its width", () => {
  const pipe = terminal(false, 20);
  const text = "note: reads from CPUs 0-3 were tried";
  new StatusLine(pipe).say(text);
  assertEquals(pipe.text, `${text}\n`);
});

Deno.test("several live lines are drawn over, as many as the screen has", () => {
  const tty = { ...terminal(true), rows: 4 };
  tty.write = (text) => tty.text += text;
  const status = new StatusLine(tty);
  status.show("one\ntwo\n");
  assertEquals(tty.text, `${CLEAR}one\ntwo`);
  tty.text = "";
  status.show("1\n2\n3\n4\n5");
  assertEquals(tty.text, `${CLEAR}\x1b[A\x1b[K1\n2\n3`);
  tty.text = "";
  status.say("said");
  assertEquals(tty.text, `${CLEAR}\x1b[A\x1b[K\x1b[A\x1b[Ksaid\n`);
  tty.text = "";
  status.clear();
  assertEquals(tty.text, "");
});
