import { systemReason } from "../../base/errors.ts";
import { findLoops, NoBlockDeviceError } from "../../host/block_device.ts";
import { type DeviceNumber, deviceOfFile } from "../../host/device_number.ts";
import { type Survey, surveyTarget } from "./survey.ts";
import type { SystemFiles } from "../../host/system.ts";

/**
 * What the files of the system say about the disks behind a target; an error
 * says why there is nothing to be said.
 */
export function surveyPath(files: SystemFiles, path: string): Survey | Error {
  let device: DeviceNumber;
  try {
    device = deviceOfFile(path);
  } catch (error) {
    // A disk may be taken away while it is read.
    return new NoBlockDeviceError(
      `${path} cannot be found: ${systemReason(error)}`,
    );
  }
  try {
    return surveyTarget(files, { device, path }, deviceOfFile);
  } catch (error) {
    if (error instanceof NoBlockDeviceError) return error;
    throw error;
  }
}

/** The loop devices through which reads of a path go; none if it is not there. */
export function loopsOf(files: SystemFiles, path: string): string[] {
  let device: DeviceNumber;
  try {
    device = deviceOfFile(path);
  } catch {
    return [];
  }
  return findLoops(files, { device, path }, deviceOfFile);
}
