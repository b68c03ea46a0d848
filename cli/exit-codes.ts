/** What the command's exit code says. Documented in the README; append only, scripts depend on it. */
export const exitCodes = {
  done: 0,
  /** It worked, and part of the answer is bad: rows rejected, a run that did not complete. */
  partly: 1,
  /** The command line, or a file named on it, cannot be used. */
  unusable: 2,
  notSignedIn: 3,
  /** The API does not answer; the same command may work later. */
  unreachable: 4,
  /** The API understood and refused; its code says why. */
  refused: 5,
  /** The numbers were not confirmed, so nothing was sent. */
  notConfirmed: 6,
  /** A defect of this command. */
  broken: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
