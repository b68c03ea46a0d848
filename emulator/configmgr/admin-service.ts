import { FilterSyntaxError } from '../http/odata-filter.ts';
import type { Simulation } from '../simulation.ts';
import { authenticate } from './callers/authenticate.ts';
import type { Credentials } from './callers/authenticate.ts';
import { CallerView } from './callers/caller-view.ts';
import { siteClasses } from './classes.ts';
import { AdminServiceError, accessDenied, badRequest, renderError } from './errors.ts';
import { V1Router } from './v1/router.ts';
import { WmiRouter } from './wmi/router.ts';

export interface AdminServiceRequest {
  method: string;
  route: 'wmi' | 'v1.0';
  /** Below the route, percent-decoded. */
  path: string;
  query: Record<string, string>;
  credentials: Credentials;
  body: unknown;
  /** Something was sent, and it is no JSON. */
  isUnreadable?: boolean;
  /** `https://host/AdminService/wmi`: what links and contexts begin with. */
  baseUrl: string;
}

export interface AdminServiceResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The body is text of this type and no JSON. */
  contentType?: string;
}

/** The two routes of the SMS Provider's REST service, and who may use them. */
export class AdminService {
  readonly #simulation: Simulation;
  readonly #wmi: WmiRouter;
  readonly #v1: V1Router;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#wmi = new WmiRouter(simulation.site, siteClasses(simulation));
    this.#v1 = new V1Router(simulation);
  }

  answer(request: AdminServiceRequest): AdminServiceResponse {
    try {
      const { site } = this.#simulation;
      // HTTP.SYS itself answers for a service that does not listen.
      if (!site.isProviderUp) return { status: 503 };
      const principal = authenticate(site, request.credentials);
      if (!principal.hasWmiRights) throw accessDenied();
      if (request.isUnreadable === true) throw badRequest('The request body is not valid JSON.');
      const view = new CallerView(principal, site);
      return request.route === 'wmi'
        ? this.#wmi.answer(request, view)
        : this.#v1.answer(request, view);
    } catch (error) {
      if (error instanceof AdminServiceError) return renderError(error);
      if (error instanceof FilterSyntaxError) return renderError(badRequest(error.message));
      throw error;
    }
  }
}
