import { getSystemErrorMessage, getSystemErrorName } from "node:util";

/** "EIO (i/o error)" for an errno. */
export function errnoText(errno: number): string {
  try {
    return `${getSystemErrorName(-errno)} (${getSystemErrorMessage(-errno)})`;
  } catch {
    return `errno ${errno}`;
  }
}

/** What the native library or the kernel below it refused. */
export class NativeError extends Error {
  override name = "NativeError";
  /** The errno, 0 where the failure is not a system call's. */
  readonly errno: number;
  /** The step that failed, as c/uringlab.h names it. */
  readonly step: string;

  constructor(step: string, errno: number, detail?: string) {
    const why = errno ? errnoText(errno) : "";
    super(
      [`${step}: ${why}`.replace(/: $/, ""), detail].filter(Boolean).join(
        ": ",
      ),
    );
    this.errno = errno;
    this.step = step;
  }
}
