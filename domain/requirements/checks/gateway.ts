import type { Facts } from '../facts.ts';
import { fail, given, pass, passIf, share, unknown } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';

export function gatewayHealthy({ site }: Facts): CheckOutcome {
  return given(site.gateways, (gateways) => {
    const ready = gateways.filter(({ isReady }) => isReady);
    if (ready.length === 0) return fail(`${share(0, gateways.length, 'gateways')} ready`);
    return given(site.gatewayConnectors, (connectors) =>
      passIf(
        connectors > 0,
        `${share(ready.length, gateways.length, 'gateways')} ready, ${connectors} connection points`,
      ),
    );
  });
}

/** Whoever made the gateway had the rights; without one nobody but the subscription's owner can tell. */
export function gatewayRights({ site }: Facts): CheckOutcome {
  return given(site.gateways, ({ length }) =>
    length > 0
      ? pass('the gateway is there, so its making was allowed')
      : fail('there is no gateway: somebody with rights in the subscription has to make it'),
  );
}

export function gatewayServesContent({ site }: Facts): CheckOutcome {
  return given(site.gateways, (gateways) => {
    if (gateways.some(({ servesContent }) => servesContent === true)) {
      return pass('a gateway hands out content');
    }
    return gateways.some(({ servesContent }) => servesContent === undefined)
      ? unknown('a read of the gateway’s content status')
      : fail(`none of ${gateways.length} gateways hands out content`);
  });
}

export function gatewayTrusted({ site }: Facts): CheckOutcome {
  return given(site.gatewayCertificates, (certificates) => {
    const untrusted = certificates.filter(({ isTrusted }) => !isTrusted);
    const [first] = untrusted;
    const reason = first?.problem === undefined ? '' : `: ${first.problem}`;
    const evidence = `${share(untrusted.length, certificates.length, 'gateway certificates')} not trusted by public roots${reason}`;
    return passIf(certificates.length > 0 && first === undefined, evidence);
  });
}

export function internetReach({ site }: Facts): CheckOutcome {
  return given(site.gateways, (gateways) =>
    passIf(
      gateways.some(({ isReady }) => isReady),
      `${gateways.length} gateways for clients on the internet`,
    ),
  );
}
