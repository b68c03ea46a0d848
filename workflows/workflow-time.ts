/** The one place that reads the sandbox's clock, which is the time of the current workflow task and replays alike. */
export function workflowNow(): number {
  return Date.now();
}
