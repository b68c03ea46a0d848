import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { GangwayClient } from '../../cli/client.ts';
import { enrolApprover } from '../../cli/enrol-approver.ts';
import { readApproverSigner } from '../../ports/signing/approver-signer.ts';
import { readPublicKeyFile } from '../../ports/signing/key-file.ts';
import type { ApproverSigner } from '../../ports/signing/port.ts';
import { addTrustedKey } from '../../ports/signing/trust-list.ts';
import { mintPersonaToken, type Persona } from '../stack/stack.ts';

/** What of a running stack its people need. */
export interface Place {
  readonly apiUrl: string;
  readonly emulatorUrl: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly siteCode: string;
  readonly issuerKeyFile: string;
  readonly trustListFile: string;
  readonly countersignPublicKeyFile: string;
  readonly stateDir: string;
}

/** Who the launcher plays. Gus, the guard's operator, has no token: he edits a file of the guard. */
export interface Personas {
  /** Asks for the run, does the tasks, hands devices out. Her own approval would never count. */
  readonly admin: Persona;
  /** As many as the largest quorum. */
  readonly approvers: readonly Persona[];
  /** Watches. */
  readonly operator: Persona;
}

export const defaultPersonas: Personas = {
  admin: {
    oid: '5a0c1f6e-0001-4d6b-9a10-3f5c7d9e1b01',
    name: 'Ada Admin',
    roles: ['Gangway.Admin'],
  },
  approvers: [
    {
      oid: '5a0c1f6e-0002-4d6b-9a10-3f5c7d9e1b02',
      name: 'Ben Approver',
      roles: ['Gangway.Approver'],
    },
    {
      oid: '5a0c1f6e-0003-4d6b-9a10-3f5c7d9e1b03',
      name: 'Chris Approver',
      roles: ['Gangway.Approver'],
    },
  ],
  operator: {
    oid: '5a0c1f6e-0004-4d6b-9a10-3f5c7d9e1b04',
    name: 'Olga Operator',
    roles: ['Gangway.Operator'],
  },
};

export interface Person {
  readonly persona: Persona;
  readonly client: GangwayClient;
}

export interface ApproverPerson extends Person {
  readonly signer: ApproverSigner;
}

export interface People {
  readonly admin: Person;
  readonly approvers: readonly ApproverPerson[];
  readonly operator: Person;
  /** Who has this `oid`, for people who read the result. */
  nameOf(oid: string): string;
}

/** Signs everybody in, lets the approvers enrol, and has the guard's operator trust their keys. */
export async function gatherPeople(place: Place, personas: Personas): Promise<People> {
  const { admin, approvers, operator } = personas;
  await trustCountersigner(place);
  const all = [admin, ...approvers, operator];
  return {
    admin: await signIn(place, admin),
    approvers: await Promise.all(approvers.map((persona) => enrol(place, persona))),
    operator: await signIn(place, operator),
    nameOf: (oid) => all.find((persona) => persona.oid === oid)?.name ?? oid,
  };
}

async function signIn(place: Place, persona: Persona): Promise<Person> {
  const token = await mintPersonaToken(place, persona);
  return { persona, client: new GangwayClient({ apiUrl: place.apiUrl, token }) };
}

/** Each approver's key is a file of their own; only its public half reaches the API and the guard. */
async function enrol(place: Place, persona: Persona): Promise<ApproverPerson> {
  const person = await signIn(place, persona);
  const keyFile = path.join(place.stateDir, 'people', `${persona.oid}.pem`);
  await mkdir(path.dirname(keyFile), { recursive: true, mode: 0o700 });
  const { enrolment } = await enrolApprover(person.client, keyFile);
  await addTrustedKey(place.trustListFile, {
    ...enrolment,
    use: 'approver',
    notBefore: new Date().toISOString(),
  });
  return { ...person, signer: await readApproverSigner(keyFile) };
}

async function trustCountersigner(place: Place): Promise<void> {
  const { kid, publicKey } = await readPublicKeyFile(place.countersignPublicKeyFile);
  const notBefore = new Date().toISOString();
  await addTrustedKey(place.trustListFile, { kid, use: 'countersign', publicKey, notBefore });
}
