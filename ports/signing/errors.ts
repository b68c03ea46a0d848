export type SigningErrorKind =
  /** No such file, or no such key in it. */
  | 'missing'
  /** The file is there and is not what it should be. */
  | 'invalid'
  /** Others than the owner may read a private key. */
  | 'exposed'
  /** It would replace what must not be replaced: a key file, a trusted or revoked key. */
  | 'conflict';

export class SigningError extends Error {
  override readonly name = 'SigningError';
  readonly kind: SigningErrorKind;

  constructor(kind: SigningErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
