import { assert, assertEquals } from "@std/assert";

const ROOM = new URL("../../lib/chart/", import.meta.url);

/** Words of what is measured; in lib/chart they would be knowledge of it. */
const FOREIGN =
  /io_uring|uringlab|iodepth|\biops\b|task_?work|\bcoop|\bdefer|sqpoll|iopoll|thinktime|\bhogs?\b|\bbusy\b|premise|\bcells?\b|latenc|kernel|\bworkers?\b|bpftrace|\bmodes?\b|\bkicks?\b/i;

/** The paths of all source files below a folder, each with its text. */
function sources(folder: URL): [path: string, text: string][] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const url = new URL(entry.name, folder);
    if (entry.isDirectory) return sources(new URL(`${url.href}/`));
    return entry.name.endsWith(".ts")
      ? [[url.pathname, Deno.readTextFileSync(url)] as [string, string]]
      : [];
  });
}

Deno.test("lib/chart has no word of what is measured", () => {
  const all = sources(ROOM);
  assert(all.length > 0);
  const found = all.flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) =>
      FOREIGN.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []
    )
  );
  assertEquals(found, []);
});
