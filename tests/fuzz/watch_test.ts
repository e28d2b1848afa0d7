/** Directories of a watch with something wrong in their one file. */
import fc from "fast-check";
import { compareWatches } from "../../lib/commands/compare/watches.ts";
import { reportWatch } from "../../lib/commands/watch/report_watch.ts";
import { readWatchJson, watchJson } from "../../lib/files/watch_json.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { watchRecord } from "../watch/records.ts";
import { fuzz, mistaken, mistakenJson, refused } from "./fuzz.ts";

const WHOLE = watchJson(watchRecord());

const json = fc.oneof(
  { arbitrary: mistakenJson([WHOLE]), weight: 4 },
  { arbitrary: mistaken([WHOLE]), weight: 1 },
);

/** What is said where this is watch.json; nothing where it is refused. */
function said(
  text: string,
  use: (path: string, say: (text: string) => void) => void,
): string {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-fuzz-" });
  let all = "";
  try {
    Deno.writeTextFileSync(`${path}/watch.json`, text);
    refused(() => use(path, (text) => all += text));
    return all;
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

function check(text: string, given: string) {
  const match = /\bNaN\b|\bInfinity\b/.exec(text);
  if (match && !/NaN|Infinity/.test(given)) {
    const { index } = match;
    throw new Error(
      `it says ${text.slice(Math.max(0, index - 80), index + 9)}`,
    );
  }
}

function statusOf(say: (text: string) => void) {
  return new StatusLine({ isTerminal: false, columns: 80, write: say });
}

fuzz("a watch", json, (text) => {
  refused(() => readWatchJson(text, "watch.json"));
});

fuzz("report of a watch", json, (text) => {
  check(
    said(text, (path, say) => {
      reportWatch(path, { print: say, status: statusOf(say) });
      for (const { name } of Deno.readDirSync(path)) {
        if (/\.(svg|md)$/.test(name)) {
          say(Deno.readTextFileSync(`${path}/${name}`));
        }
      }
    }),
    text,
  );
}, { cost: 5 });

fuzz("a comparison with a watch", json, (text) => {
  check(
    said(text, (path, say) => {
      Deno.mkdirSync(`${path}/whole`);
      Deno.writeTextFileSync(`${path}/whole/watch.json`, WHOLE);
      compareWatches([`${path}/whole`, path], { failOn: [], json: false }, {
        print: say,
        status: statusOf(say),
      });
    }),
    text,
  );
}, { cost: 5 });
