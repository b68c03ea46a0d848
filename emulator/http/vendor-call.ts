/** One request to a vendor, or one sub-request of a batch, as faults and limits see it. */
export interface VendorCall {
  surface: 'graph' | 'adminService' | 'identity';
  /** Client id; of the AdminService, the person, or what stands in `Authorization`. */
  caller: string;
  method: string;
  /** With the version or `/AdminService`, without the query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  clientRequestId: string | undefined;
  /** `batch` is the outer request of a `$batch`. */
  part: 'request' | 'sub-request' | 'batch';
  /** Delivered a second time by the network. */
  isRepeat?: boolean;
  /** Of the machine the call comes from. */
  clientAddress: string;
  /** Aborted when the client has hung up. */
  gone: AbortSignal;
}

export interface VendorResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Left out: JSON. Otherwise `body` is text of this type. */
  contentType?: string;
  /** The connection is cut instead of an answer. */
  isLost?: boolean;
  /** The vendor's clock is off by so much, as far as this answer shows. */
  clockSkewSeconds?: number;
}

/** What a fault changes about how a request is answered. */
export interface Circumstances {
  withoutRoles: readonly string[] | 'all';
  clockSkewSeconds: number;
}

export type AnswerHonestly = (
  circumstances: Circumstances,
) => VendorResponse | Promise<VendorResponse>;
