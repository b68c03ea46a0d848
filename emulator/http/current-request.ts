import { AsyncLocalStorage } from 'node:async_hooks';

/** The vendor request under way, as far as the one who judges its effects must know it. */
export interface CurrentRequest {
  surface: 'graph' | 'adminService';
  method: string;
  /** With the version or `/AdminService`, without the query. */
  path: string;
  /** The application's client id on Graph, the principal's credential on the AdminService. */
  caller: string;
  clientRequestId: string | undefined;
  body: unknown;
  /** It is a part of a `$batch`. */
  isBatched: boolean;
  /** It arrived a second time by the network's doing: the caller has sent it once. */
  isRepeat: boolean;
}

const storage = new AsyncLocalStorage<CurrentRequest | undefined>();

/** Everything that happens inside `run`, however deep, is this request's doing. */
export function withRequest<T>(request: CurrentRequest, run: () => T): T {
  return storage.run(request, run);
}

/**
 * What the world does by itself, or another person does, while somebody's request is under way:
 * nobody is blamed for it.
 */
export function outsideRequest<T>(run: () => T): T {
  return storage.run(undefined, run);
}

export function currentRequest(): CurrentRequest | undefined {
  return storage.getStore();
}
