import type { UserInput } from './world-parts.ts';

const firstNames = (
  'Adaeze Anders Beatriz Chidi Chloe Daria Emre Farah Giulia Hana Henrik Ines ' +
  'Jonas Kavita Lars Leila Mateo Mina Nadia Oskar Priya Quentin Ravi Sofia Tomas ' +
  'Ursula Viktor Wei Yara Zoltan'
).split(' ');
const lastNames = (
  'Adler Bauer Costa Dumont Eriksen Fischer Garcia Haddad Ivanova Jansen Keller ' +
  'Lindqvist Moreau Nowak Okafor Petrov Quist Rossi Silva Tanaka Ueda Varga Weber ' +
  'Xu Yilmaz Zimmer Arnold Brandt Chandra Doyle'
).split(' ');

export const mailDomain = 'fabrikam.example';

/** Hands out people, each once; a person exists in the directory from then on. */
export class People {
  readonly #users: UserInput[];
  #next = 0;

  constructor(users: UserInput[]) {
    this.#users = users;
  }

  /** Somebody who works here: may sign in, holds Intune and Entra ID P1. */
  employee(): string {
    return this.#add({});
  }

  /** Somebody who left: the account stands, disabled and without a licence. */
  former(): string {
    return this.#add({ accountEnabled: false, licensed: false });
  }

  #add(facts: Partial<UserInput>): string {
    const { displayName, userPrincipalName } = nameAt(this.#next);
    this.#next += 1;
    this.#users.push({ userPrincipalName, displayName, ...facts });
    return userPrincipalName;
  }
}

/** Every pair of names once: the last name moves one further at each round of first names. */
function nameAt(index: number): { displayName: string; userPrincipalName: string } {
  const round = Math.floor(index / firstNames.length);
  const first = firstNames[index % firstNames.length];
  const last = lastNames[(index + round) % lastNames.length];
  if (first === undefined || last === undefined || round >= lastNames.length) {
    throw new Error('The example has more people than names.');
  }
  const account = `${first}.${last}`.toLowerCase();
  return { displayName: `${first} ${last}`, userPrincipalName: `${account}@${mailDomain}` };
}
