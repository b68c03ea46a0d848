/** Every activity of a run takes one object that starts like this. */
export interface RunInput {
  readonly tenant: string;
  readonly run: string;
}

export interface EffectInput extends RunInput {
  /** The run's life this step belongs to: an abort begins a new one. */
  readonly epoch: number;
}

export interface WaveInput extends EffectInput {
  readonly wave: number;
}

export interface ShardInput extends WaveInput {
  readonly shard: number;
}
