/** A shard registers at most 500 devices of one wave and closes when none of them is its business any more. */
export const registrationShardType = 'registrationShard';

export interface RegistrationShardInput {
  readonly tenant: string;
  readonly run: string;
  readonly wave: number;
  readonly shard: number;
  readonly epoch: number;
  readonly timeFactor: number;
}
