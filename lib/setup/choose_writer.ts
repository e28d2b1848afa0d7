import type { Cell } from "../model/cell.ts";
import type { ChosenTarget } from "./choose_target.ts";

/**
 * The cell, with the reason where it has a writer that has no place: its file
 * lies beside the target, on the same file system.
 */
export function withWriter(
  cell: Cell,
  target: Pick<ChosenTarget, "isBlockDevice"> | undefined,
): Cell {
  const { params, impossible } = cell;
  if (!params.writer || impossible !== undefined) return cell;
  if (!target) {
    return {
      ...cell,
      impossible: `no writer: a ${params.load} shares no disk with it`,
    };
  }
  return target.isBlockDevice
    ? {
      ...cell,
      impossible: "no writer: the target is a device, which is only read; " +
        "beside a file there is room for another (--filename)",
    }
    : cell;
}
