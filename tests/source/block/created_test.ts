import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  createTarget,
  defaultTargetPath,
  targetDefect,
} from "../../../lib/source/block/created.ts";
import { isStamped, SECTOR } from "../../../lib/source/block/stamp.ts";

const MIB = 1 << 20;

async function withPath(use: (path: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "uringlab-target-" });
  try {
    await use(`${root}/cache/target.dat`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function overwrite(path: string, offset: number, bytes: number): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(offset, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(bytes));
}

function names(path: string): string[] {
  return [...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].map((e) => e.name);
}

function environment(values: Record<string, string>) {
  return { get: (name: string) => values[name] };
}

Deno.test("the default target is in the user's cache", () => {
  const path = (values: Record<string, string>) =>
    defaultTargetPath(4096, environment(values));
  assertEquals(
    path({ HOME: "/home/u" }),
    "/home/u/.cache/uringlab/target-4096.dat",
  );
  assertEquals(
    path({ HOME: "/home/u", XDG_CACHE_HOME: "/c" }),
    "/c/uringlab/target-4096.dat",
  );
  assertEquals(
    path({ HOME: "/home/u", XDG_CACHE_HOME: "" }),
    "/home/u/.cache/uringlab/target-4096.dat",
  );
  assertEquals(path({}), undefined);
  assertEquals(
    path({ HOME: "/home/u", XDG_CACHE_HOME: "no/where" }),
    "/home/u/.cache/uringlab/target-4096.dat",
  );
  assertEquals(path({ HOME: "nowhere" }), undefined);
});

Deno.test("a disk with too little space is not filled", async () => {
  await withPath(async (path) => {
    await assertRejects(
      () => createTarget(path, 2 ** 60),
      Error,
      `it needs ${2 ** 60} bytes, of which `,
    );
    assertEquals(names(path), []);
  });
});

Deno.test("what a killed process had begun is removed, and no more", async () => {
  await withPath(async (path) => {
    Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
    const kept = [`${path}.1.partial`, `${path}.partial`, `${path}.x`];
    const abandoned = `${path}.${2 ** 22 + 1}.partial`;
    const old = new Date(Date.now() - 3_600_000);
    for (const file of [...kept, abandoned]) {
      Deno.writeTextFileSync(file, "");
      Deno.utimeSync(file, old, old);
    }
    // Of another container, perhaps.
    kept.push(`${path}.${2 ** 22 + 2}.partial`);
    Deno.writeTextFileSync(kept.at(-1)!, "");
    await createTarget(path, SECTOR);
    assertEquals(
      names(path).sort(),
      [path, ...kept].map((file) => file.replace(/.*\//, "")).sort(),
    );
  });
});

Deno.test("a created target is whole, stamped, random and not sparse", async () => {
  await withPath(async (path) => {
    // Neither a whole number of chunks nor of what is drawn at once.
    const bytes = 2 * MIB + 3 * SECTOR;
    const progress: number[] = [];
    await createTarget(path, bytes, { onProgress: (n) => progress.push(n) });
    assertEquals(progress, [MIB, 2 * MIB, bytes]);
    assertEquals(names(path), ["target.dat"]);
    assertEquals(targetDefect(path, bytes), undefined);
    const content = Deno.readFileSync(path);
    assertEquals(content.length, bytes);
    const seen = new Set<string>();
    for (let i = 0; i < bytes / SECTOR; i++) {
      const sector = content.subarray(i * SECTOR, (i + 1) * SECTOR);
      assert(isStamped(sector, i), `sector ${i}`);
      seen.add(sector.subarray(SECTOR - 16).join());
    }
    assertEquals(seen.size, bytes / SECTOR, "two sectors hold the same");
    const { blocks } = Deno.statSync(path);
    assert((blocks ?? 0) * 512 >= bytes);
  });
});

Deno.test("a target need not be a whole number of sectors", async () => {
  for (const bytes of [1, SECTOR + 1, 1000]) {
    await withPath(async (path) => {
      await createTarget(path, bytes);
      assertEquals(Deno.statSync(path).size, bytes);
      if (bytes > SECTOR) assertEquals(targetDefect(path, bytes), undefined);
    });
  }
});

Deno.test("a smaller part of a target is a target", async () => {
  await withPath(async (path) => {
    await createTarget(path, MIB);
    assertEquals(targetDefect(path, MIB / 2), undefined);
    assertEquals(
      targetDefect(path, MIB + SECTOR),
      `it has ${MIB} bytes, not ${MIB + SECTOR}`,
    );
  });
});

Deno.test("a sector that was overwritten is found", async () => {
  await withPath(async (path) => {
    const sectors = 64;
    for (const sector of [0, 1, 31, 62, 63]) {
      await createTarget(path, sectors * SECTOR);
      overwrite(path, sector * SECTOR, SECTOR);
      assertEquals(
        targetDefect(path, sectors * SECTOR),
        `sector ${sector} does not carry its stamp`,
      );
    }
  });
});

Deno.test("first and last sector of a large target are looked at", async () => {
  await withPath(async (path) => {
    const last = 4 * MIB / SECTOR - 1;
    for (const sector of [0, last]) {
      await createTarget(path, 4 * MIB);
      overwrite(path, sector * SECTOR, 1);
      assertEquals(
        targetDefect(path, 4 * MIB),
        `sector ${sector} does not carry its stamp`,
      );
    }
  });
});

Deno.test("a file with holes is not a target", async () => {
  await withPath(async (path) => {
    await createTarget(path, SECTOR);
    Deno.truncateSync(path, MIB);
    assertEquals(targetDefect(path, MIB), "it is sparse");
  });
});

Deno.test("a file of others is not a target", async () => {
  await withPath(async (path) => {
    await createTarget(path, SECTOR);
    Deno.writeFileSync(path, new Uint8Array(MIB).fill(1));
    assertEquals(
      targetDefect(path, MIB),
      "sector 0 does not carry its stamp",
    );
  });
});

Deno.test("a target that is there is replaced in one step", async () => {
  await withPath(async (path) => {
    await createTarget(path, 4 * SECTOR);
    const reader = await Deno.open(path);
    const old = (await reader.stat()).ino;
    reader.close();
    await createTarget(path, 8 * SECTOR);
    const now = Deno.statSync(path);
    assertEquals(now.size, 8 * SECTOR);
    assert(now.ino !== old, "the old file was written over");
  });
});

Deno.test("an abort leaves nothing behind", async () => {
  await withPath(async (path) => {
    const controller = new AbortController();
    const create = createTarget(path, 64 * MIB, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("SIGINT")),
    });
    await assertRejects(() => create, Error, "SIGINT");
    assertEquals(names(path), []);
  });
});

Deno.test("an abort leaves the target that was there", async () => {
  await withPath(async (path) => {
    await createTarget(path, 4 * SECTOR);
    const signal = AbortSignal.abort(new Error("SIGTERM"));
    await assertRejects(
      () => createTarget(path, 8 * SECTOR, { signal }),
      Error,
      "SIGTERM",
    );
    assertEquals(names(path), ["target.dat"]);
    assertEquals(Deno.statSync(path).size, 4 * SECTOR);
  });
});

Deno.test("a failure leaves nothing behind", async () => {
  await withPath(async (path) => {
    await Deno.mkdir(`${path}/occupied`, { recursive: true });
    await assertRejects(() => createTarget(path, SECTOR), Error);
    assertEquals(names(path), ["target.dat"]);
  });
});
