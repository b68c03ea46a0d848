import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSpec } from '../../api/schemas/run-spec.ts';
import { specInput } from './support/upload.ts';

/** Where the spec is refused, or nothing. */
const refusedAt = (change: object): string | undefined =>
  runSpec.safeParse({ ...specInput, ...change }).error?.issues[0]?.path.join('.');

describe('a run spec', () => {
  it('takes the example as it stands', () => {
    const example: unknown = JSON.parse(readFileSync('examples/run.json', 'utf8'));
    expect(runSpec.parse(example)).toEqual(example);
  });

  it.each([
    'X")) or (device.deviceOwnership -eq "Company',
    'X")) or (device.deviceOwnership -eq "Company") or (device.devicePhysicalIds -any (_ -eq "Y',
    'HQ\n1',
    'HQ\u001b[2K',
    'Zürich',
    '',
  ])('refuses the tag %j, which would say who else gets the policy', (groupTag) => {
    expect(refusedAt({ groupTag })).toBe('groupTag');
  });

  it.each(['HQ-Shared', 'HQ-shared', 'HQ-SHARED '])(
    'refuses the shared tag %s, which every row without a tag would inherit',
    (groupTag) => {
      expect(refusedAt({ groupTag })).toBe('groupTag');
    },
  );

  it.each([
    ['name', (name: string) => ({ name })],
    ['deviceGroup.name', (name: string) => ({ deviceGroup: { name } })],
    ['espProfile.name', (name: string) => ({ espProfile: { name, timeoutMinutes: 60 } })],
    ['autopilotProfile.name', (name: string) => ({ autopilotProfile: { name } })],
    [
      'comanagementPolicy.name',
      (name: string) => ({ comanagementPolicy: { name, description: '' } }),
    ],
    [
      'comanagementPolicy.description',
      (description: string) => ({ comanagementPolicy: { name: 'policy', description } }),
    ],
    [
      'deviceCollection.name',
      (name: string) => ({ deviceCollection: { name, limitToCollectionId: 'SMS00001' } }),
    ],
    ['applications.0', (name: string) => ({ applications: [name] })],
  ])('lets no control character into %s, which approvers read', (field, change) => {
    for (const bad of ['a\u001b[2Kb', 'a\u0085b', 'a\nb', 'a\u0000b', 'a\u202eb']) {
      expect(refusedAt(change(bad))).toBe(field);
    }
    expect(refusedAt(change('x'.repeat(1001)))).toBe(field);
    expect(refusedAt(change('Gangway devices'))).toBeUndefined();
  });

  it.each(['a"b', 'a<b>', 'a|b', 'a\\b', 'a`b'])(
    'refuses %j as the name of what is made: it would end a literal or a markup somewhere',
    (name) => {
      expect(refusedAt({ deviceGroup: { name } })).toBe('deviceGroup.name');
      expect(refusedAt({ deviceCollection: { name, limitToCollectionId: 'SMS00001' } })).toBe(
        'deviceCollection.name',
      );
    },
  );

  it.each(['Modern Workplace Devices-All', 'O’Neil & Söhne (HQ), 50%', "O'Neil", '東京の端末'])(
    'takes the name %s',
    (name) => {
      expect(refusedAt({ deviceGroup: { name } })).toBeUndefined();
    },
  );

  it('refuses a profile’s name with a hyphen, at which the service fails after weeks of gates', () => {
    expect(refusedAt({ autopilotProfile: { name: 'Gangway co-managed' } })).toBe(
      'autopilotProfile.name',
    );
  });

  it.each(['FAB-%SERIAL%', '%SERIAL%', 'PC-%RAND:5%', 'HQ%RAND:13%', '%SERIAL%-HQ'])(
    'takes the device name template %s',
    (deviceNameTemplate) => {
      const name = 'Gangway Autopilot';
      expect(refusedAt({ autopilotProfile: { name, deviceNameTemplate } })).toBeUndefined();
    },
  );

  it.each([
    'FAB-%serial%',
    'FAB_%SERIAL%',
    'ABCDEFGHIJKLMNO%SERIAL%',
    '%RAND:15%',
    '12%RAND:3%',
    'PC%RAND:0%',
    'PC%RAND:14%',
    '%SERIAL%%RAND:2%',
    'PC %SERIAL%',
    '12345',
    '',
  ])('refuses the device name template %j, which gives no valid name', (deviceNameTemplate) => {
    const name = 'Gangway Autopilot';
    expect(refusedAt({ autopilotProfile: { name, deviceNameTemplate } })).toBe(
      'autopilotProfile.deviceNameTemplate',
    );
  });

  it.each(["SMS00001' or 1 eq 1", 'sms00001', 'SMS0001', 'PS1\n0001'])(
    'refuses %j as the collection to limit to',
    (limitToCollectionId) => {
      expect(refusedAt({ deviceCollection: { name: 'Gangway', limitToCollectionId } })).toBe(
        'deviceCollection.limitToCollectionId',
      );
    },
  );

  it('takes only so many applications', () => {
    const applications = Array.from({ length: 101 }, (_, index) => `Application ${index}`);
    expect(refusedAt({ applications })).toBe('applications');
    expect(refusedAt({ applications: applications.slice(1) })).toBeUndefined();
  });
});
