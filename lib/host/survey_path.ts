import { NoBlockDeviceError } from "./block_device.ts";
import { deviceOfFile } from "./device_number.ts";
import { type Survey, surveyTarget } from "./survey.ts";
import type { SystemFiles } from "./system.ts";

/**
 * What the files of the system say about the disks behind a target; an error
 * says why there is nothing to be said.
 */
export function surveyPath(files: SystemFiles, path: string): Survey | Error {
  try {
    return surveyTarget(
      files,
      { device: deviceOfFile(path), path },
      deviceOfFile,
    );
  } catch (error) {
    if (error instanceof NoBlockDeviceError) return error;
    throw error;
  }
}
