import { assert, assertEquals } from "@std/assert";
import {
  figure,
  type FigureName,
  FIGURES,
  isTraceFigure,
  SUMMARY_FIGURES,
} from "../../../lib/model/figures/mod.ts";

Deno.test("every figure has one description, those of traced runs too", () => {
  const names = FIGURES.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const one of FIGURES) {
    assertEquals(figure(one.name), one);
    assert(one.doc.length > 10, one.name);
    assert(one.head !== "" && one.label !== "" && one.prose !== "", one.name);
    assertEquals(one.unit === "us", one.name.endsWith("_us"), one.name);
  }
});

Deno.test("summary.csv has some figures, one of them out of its order", () => {
  assertEquals(SUMMARY_FIGURES, [
    "iops",
    "slat_avg_us",
    "slat_p99_us",
    "clat_avg_us",
    "clat_p50_us",
    "clat_p90_us",
    "clat_p99_us",
    "clat_p999_us",
    "clat_max_us",
    "lat_avg_us",
    "lat_p50_us",
    "lat_p99_us",
    "delivery_avg_us",
    "delivery_p50_us",
    "delivery_p99_us",
    "cqes_per_reap",
    "receives_per_io",
    "syscalls_per_io",
    "cpu_per_io_us",
    "minflt_per_io",
    "nvcsw",
    "nivcsw",
    "cpu_share",
    "cpu_idle",
    "cpu_steal",
    "res_per_io",
    "cal_per_io",
    "target_irqs_per_io",
    "littles_law",
    "kicks_per_io",
    "wakeups_per_io",
    "res_sent_per_io",
    "kicks_user_share",
  ]);
  for (const { name, summary } of FIGURES) {
    if (typeof summary !== "object") continue;
    const { after } = summary;
    assert(SUMMARY_FIGURES.some((other) => other === after), name);
  }
});

Deno.test("what two runs are compared by is better one way", () => {
  for (const { name, compared, better } of FIGURES) {
    if (compared) assert(better !== "none", name);
  }
});

Deno.test("a figure is called by its name where nothing else is said", () => {
  const said = (name: FigureName) => {
    const { head, label, labelUnit, prose, decimals } = figure(name);
    return { head, label, labelUnit, prose, decimals };
  };
  assertEquals(said("ticks_per_s"), {
    head: "ticks_per_s",
    label: "ticks per s",
    labelUnit: "1/s",
    prose: "ticks per s",
    decimals: undefined,
  });
  assertEquals(said("iops"), {
    head: "IOPS",
    label: "IOPS",
    labelUnit: "",
    prose: "IOPS",
    decimals: 0,
  });
  assertEquals(said("clat_p99_us"), {
    head: "p99 us",
    label: "clat p99",
    labelUnit: "us",
    prose: "p99 clat",
    decimals: undefined,
  });
  assertEquals(said("cpu_share"), {
    head: "CPU",
    label: "cpu share",
    labelUnit: "",
    prose: "the workers' CPU share",
    decimals: 2,
  });
});

Deno.test("only a trace tells of kicks, wake-ups and sent interrupts", () => {
  assertEquals(FIGURES.map(({ name }) => name).filter(isTraceFigure), [
    "kicks_per_io",
    "wakeups_per_io",
    "res_sent_per_io",
    "kicks_user_share",
    "runs_syscall_share",
    "runs_fault_share",
  ]);
});
