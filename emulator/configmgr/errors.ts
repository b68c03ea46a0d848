/** A refusal of the AdminService: `{"error":{"code":"404","message":"…"}}`. */
export class AdminServiceError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The two real messages are kept to the letter, double blank included. */
export const accessDenied = (status = 404) =>
  new AdminServiceError(status, 'Access denied  WMI QUERY: ');
/** What a polymorphic array meets: the reader of OData parameters cannot read it. */
export const readerFailure = () =>
  new AdminServiceError(
    404,
    "ODataParameterReader.ReadAsync or ODataParameterReader.Read was called in the 'ResourceSet' state.",
  );
export const notFound = (what: string) =>
  new AdminServiceError(404, `No HTTP resource was found that matches '${what}'.`);
/** A keyed call that finds nothing; the text above belongs to unknown classes and methods. */
export const instanceNotFound = () => new AdminServiceError(404, 'Not found ');
export const wrongParameter = (name: string) =>
  new AdminServiceError(404, `The parameter '${name}' has a wrong type or is missing.`);
export const badRequest = (message: string) => new AdminServiceError(400, message);
/** The provider itself threw; `SMS_ExtendedStatus` stands in the text. */
export const providerFailure = (message: string) => new AdminServiceError(500, message);
export const notEmulated = (what: string) => new AdminServiceError(501, `Not emulated: ${what}`);

export function renderError(error: AdminServiceError): {
  status: number;
  body: object;
  headers: Record<string, string>;
} {
  const { headers, message, status } = error;
  return { status, body: { error: { code: String(status), message } }, headers };
}
