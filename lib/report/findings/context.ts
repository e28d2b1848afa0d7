/** What findings say beside figures. */
export interface FindingContext {
  /** CONFIG_HZ of the kernel; null where it is not known. */
  hz: number | null;
}
