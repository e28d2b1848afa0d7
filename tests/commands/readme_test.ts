/** What people are told to type can be typed. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "./fake_process.ts";

const ROOT = new URL("../../", import.meta.url);

/** The words behind "./uringlab" in the shell's blocks of a text. */
function typed(text: string): string[][] {
  return [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) =>
    [...block.matchAll(/\.\/uringlab ([^#\n]*)/g)].map(([, words = ""]) =>
      words.trim().split(/\s+/)
    )
  );
}

for (const file of ["README.md", "experiments/tutorial.md"]) {
  Deno.test(`commands in ${file} are known, and so are their options`, async () => {
    const lines = typed(await Deno.readTextFile(new URL(file, ROOT)));
    assert(lines.length >= 5);
    for (const [name = "", ...words] of lines) {
      const command = COMMANDS.find(name);
      const end = words.includes("--") ? words.indexOf("--") : words.length;
      const options = words.slice(0, end)
        .filter((word) => word.startsWith("--"))
        .map((word) => word.replace(/=.*/, ""));
      const help = command.help("long") + COMMANDS.find("exp7").help("long");
      assertEquals(options.filter((one) => !help.includes(`${one} `)), []);
    }
  });
}

Deno.test("images and files that the tutorial shows are there", async () => {
  const file = new URL("experiments/tutorial.md", ROOT);
  const text = await Deno.readTextFile(file);
  const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = ""]) =>
    link
  );
  assert(links.length >= 4);
  for (const link of links) {
    assert((await Deno.stat(new URL(link, file))).isFile);
  }
});
