/** A mistake of whoever uses `/_emulator`: the message says how to put it right. */
export class AdminError extends Error {
  readonly statusCode: number;

  constructor(statusCode: 400 | 404, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
