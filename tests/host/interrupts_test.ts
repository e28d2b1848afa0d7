import { assertEquals } from "@std/assert";
import { diffInterrupts, parseInterrupts } from "../../lib/host/interrupts.ts";
import { fixture } from "./tree.ts";

function line(text: string, name: string) {
  return parseInterrupts(text).lines.find((line) => line.name === name);
}

Deno.test("the interrupts of the virtio guest", () => {
  const text = fixture("interrupts-virtio-2cpu.txt");
  assertEquals(parseInterrupts(text).cpus, [0, 1]);
  assertEquals(line(text, "36")?.action, "virtio1-req.0");
  assertEquals(
    line(text, "36")?.description,
    "PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0",
  );
  assertEquals(line(text, "26"), {
    name: "26",
    counts: [0, 14],
    description: "IO-APIC   4-edge      ttyS0",
    action: "ttyS0",
  });
  assertEquals(line(text, "RES")?.description, "Rescheduling interrupts");
  assertEquals(line(text, "RES")?.counts.length, 2);
});

Deno.test("lines without per-CPU columns have no counts", () => {
  for (
    const name of ["interrupts-virtio-2cpu.txt", "interrupts-nvme-20cpu.txt"]
  ) {
    const mis = line(fixture(name), "MIS");
    assertEquals(mis, { name: "MIS", counts: [], description: "", action: "" });
  }
});

Deno.test("the interrupts of a 20-CPU NVMe machine", () => {
  const text = fixture("interrupts-nvme-20cpu.txt");
  assertEquals(parseInterrupts(text).cpus.length, 20);
  const queue = line(text, "123");
  assertEquals(queue?.action, "nvme0q3");
  assertEquals(queue?.counts[5], 3000);
  assertEquals(queue?.counts.reduce((a, b) => a + b), 3000);
});

Deno.test("offline CPUs leave gaps, and descriptions may begin with a number", () => {
  const text = [
    "           CPU0       CPU2",
    " 11:         12         34  27 Level     arch_timer",
  ].join("\n");
  assertEquals(parseInterrupts(text), {
    cpus: [0, 2],
    lines: [{
      name: "11",
      counts: [12, 34],
      description: "27 Level     arch_timer",
      action: "arch_timer",
    }],
  });
});

Deno.test("odd text is skipped", () => {
  assertEquals(parseInterrupts(""), { cpus: [], lines: [] });
  assertEquals(parseInterrupts("no header\n 1: 2 3 x").lines, []);
  const text = "  CPU0 CPU1\nrubbish\n\n: 1 2\n 7: 1 2 chip dev\n 8:";
  assertEquals(parseInterrupts(text).lines.map(({ name }) => name), ["7", "8"]);
});

const reading = (cpus: number[], lines: Record<string, number[]>) =>
  parseInterrupts([
    cpus.map((cpu) => `CPU${cpu}`).join(" "),
    ...Object.entries(lines).map(([name, counts]) =>
      `${name}: ${counts.join(" ")}   chip  dev`
    ),
  ].join("\n"));

Deno.test("the difference sums over a set of CPUs", () => {
  const delta = diffInterrupts(
    reading([0, 1, 2], { RES: [10, 20, 30] }),
    reading([0, 1, 2], { RES: [11, 25, 130] }),
  );
  assertEquals(delta.countsOn("RES", [0]), 1);
  assertEquals(delta.countsOn("RES", [0, 2]), 101);
  assertEquals(delta.countsOn("RES", [2, 2]), 100);
  assertEquals(delta.countsOn("RES", []), 0);
});

Deno.test("a line missing in one reading", () => {
  const delta = diffInterrupts(
    reading([0, 1], { 40: [5, 5] }),
    reading([0, 1], { 41: [0, 7] }),
  );
  assertEquals(delta.countsOn("40", [0]), null);
  assertEquals(delta.countsOn("41", [0, 1]), 7);
  assertEquals(delta.countsOn("42", [0]), null);
});

Deno.test("a CPU that is offline at either reading has no count", () => {
  const two = reading([0, 1], { RES: [1, 2] });
  const one = reading([0], { RES: [4] });
  assertEquals(diffInterrupts(two, one).countsOn("RES", [1]), null);
  assertEquals(diffInterrupts(one, two).countsOn("RES", [1]), null);
  assertEquals(diffInterrupts(two, one).countsOn("RES", [0]), 3);
});

Deno.test("a line without columns has no count", () => {
  const text = parseInterrupts("CPU0 CPU1\nERR: 5\nRES: 1 1 x");
  assertEquals(diffInterrupts(text, text).countsOn("ERR", [0]), null);
});

Deno.test("counters wrap at 32 bits", () => {
  const delta = diffInterrupts(
    reading([0], { CAL: [4294967290] }),
    reading([0], { CAL: [4] }),
  );
  assertEquals(delta.countsOn("CAL", [0]), 10);
});
