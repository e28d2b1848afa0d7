import { assert, assertEquals, assertMatch } from "@std/assert";
// @ts-types="@types/markdown-it"
import MarkdownIt from "markdown-it";
import { DOMParser } from "linkedom";
import { buildLibrary } from "../../ffi/mod.ts";
import { SCRIPT } from "../../lib/report/page/script.ts";
import { run } from "../program/program.ts";
import { parseXml } from "../chart/xml.ts";
import { withStranger } from "./directory.ts";

/** Text for a terminal, a page, a table and a spreadsheet, all at once. */
const NASTY = '\x1b[31m\x9b2J\u202e"><img src=x onerror="alert(1)">' +
  "<script>alert(2)</script>|[x](javascript:alert(3))&lt;`\n=1+1";

Deno.test("names of a stranger are shown and never obeyed", () =>
  withStranger(async ({ path, meta, read, write }) => {
    meta((m) => {
      m.host =
        m.kernel =
        m.run =
        m.version =
          NASTY;
      m.command_line = [NASTY];
      m.environment = { [NASTY]: NASTY, cpuModel: NASTY };
      m.plan.disks = [NASTY];
      m.plan.base.filename = NASTY;
      m.plan.experiment.question = "What?";
      m.tracing.obstacles = [{ what: NASTY, why: NASTY, remedy: NASTY }];
      m.tracing.syscalls = { 39: NASTY };
    });
    const quoted = `"${NASTY.replaceAll('"', '""')}"`;
    write(
      "results.csv",
      read("results.csv").replaceAll("/dev/vda", quoted)
        .replace("a reason", quoted),
    );
    const traces = JSON.parse(read("trace.json"));
    for (const { trace } of traces) {
      trace.stacks[0][0][0] = NASTY;
      trace.callbacks.push([NASTY, 1]);
      trace.otherSyscalls.push([39, 5]);
    }
    write("trace.json", JSON.stringify(traces));
    const { status, stdout, stderr } = await run(["report", path]);
    assertEquals(status, 0, stderr);
    // deno-lint-ignore no-control-regex -- they are what must not get through
    const obeyed = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/;
    for (const text of [stdout, stderr]) assert(!obeyed.test(text), text);

    const document = parsePage(read("report.html"));
    assertEquals([...document.querySelectorAll("img, iframe")].length, 0);
    // The page's own script, and nothing that came with the results.
    assertEquals(
      [...document.querySelectorAll("script")].map(({ textContent }) =>
        textContent
      ),
      [SCRIPT],
    );
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        assert(!name.startsWith("on"), `${name}=${value}`);
        assert(!/^\s*javascript:/i.test(value), `${name}=${value}`);
      }
    }
    assert(
      document.documentElement.textContent.includes("<img src=x onerror="),
    );
    for (const name of ["report.md", "findings.md"]) {
      const markdown = read(name);
      assert(!obeyed.test(markdown), name);
      // Raw HTML would come through; what is escaped does not.
      const html = new MarkdownIt({ html: true }).render(markdown);
      assertEquals(/<(script|img src=x)/.exec(html), null, name);
      assertEquals(/href="javascript/.exec(html), null, name);
    }
    for (const { name } of Deno.readDirSync(path)) {
      if (!name.endsWith(".svg")) continue;
      const svg = read(name);
      parseXml(svg);
      assert(!obeyed.test(svg) && !svg.includes("<script"), name);
    }
    for (const line of read("kstack_tctx_task_work.folded").split("\n")) {
      assertMatch(line, /^(.+ \d+)?$/);
    }
  }));

/** As much of a page as is looked at. */
interface Page {
  readonly documentElement: { readonly textContent: string };
  querySelectorAll(selector: string): Iterable<{
    readonly textContent: string;
    readonly attributes: Iterable<{ name: string; value: string }>;
  }>;
}

function parsePage(html: string): Page {
  // linkedom's own type needs TypeScript's DOM library.
  return new DOMParser().parseFromString(html, "text/html") as unknown as Page;
}

/** Everything in a directory, with what the files hold. */
function contents(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) =>
    `${name}: ${Deno.readTextFileSync(`${path}/${name}`)}`
  ).sort();
}

Deno.test("a report never writes through a stranger's links", () =>
  withStranger(async ({ path, outside, link }) => {
    Deno.writeTextFileSync(`${outside}/kept`, "kept");
    const before = contents(outside);
    const names = ["summary.csv", "report.html", "result_iops.svg"];
    for (const name of names) {
      link(name, "../outside/kept");
      link(`${name}.new`, "../outside/kept");
    }
    link("report.md", "../outside/made");
    link("report.md.new", "../outside/made");
    const { status, stderr } = await run(["report", path]);
    assertEquals(status, 0, stderr);
    assertEquals(contents(outside), before);
    for (const name of [...names, "report.md"]) {
      assert(Deno.lstatSync(`${path}/${name}`).isFile, name);
    }
  }));

Deno.test("a directory that is a link is not written into", () =>
  withStranger(async ({ path, outside, link }) => {
    link("hgrm", "../outside");
    const { status, stderr } = await run(["report", path]);
    assertEquals(status, 1);
    assertMatch(stderr, /^uringlab: cannot write .*hgrm is no directory$/m);
    assertEquals(contents(outside), []);
  }));

Deno.test("a directory in place of a file is told in one line", () =>
  withStranger(async ({ path }) => {
    Deno.mkdirSync(`${path}/report.md`);
    const { status, stderr } = await run(["report", path]);
    assertEquals(status, 1);
    assertMatch(stderr, /^uringlab: cannot write .*report\.md: .*\n$/);
  }));

Deno.test("compare and resume refuse what report refuses", () =>
  withStranger(async ({ path }) => {
    await buildLibrary(() => {});
    await withStranger(async (other) => {
      other.meta((m) => m.run = "another");
      Deno.truncateSync(`${other.path}/results.csv`, 2 ** 30);
      const said = /^uringlab: cannot read .*results\.csv: it has 1073741824/;
      for (
        const args of [
          ["compare", path, other.path],
          ["exp7", `--resume=${other.path}`],
        ]
      ) {
        const { status, stderr } = await run(args);
        assertEquals(status, 1);
        assertMatch(stderr, said);
        assertEquals(stderr.trimEnd().split("\n").length, 1);
      }
    });
  }));
