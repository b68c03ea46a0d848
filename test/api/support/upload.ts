import type { RunSpecInput } from '../../../api/schemas/run-spec.ts';

export const specInput: RunSpecInput = {
  name: 'Autumn refresh',
  path: 'autopilot',
  groupTag: 'GANGWAY',
  deviceGroup: { name: 'Gangway devices' },
  espProfile: { name: 'Gangway ESP', timeoutMinutes: 60 },
  autopilotProfile: { name: 'Gangway Autopilot' },
  comanagementPolicy: { name: 'Gangway co-management', description: '' },
  deviceCollection: { name: 'Gangway', limitToCollectionId: 'SMS00001' },
  applications: ['Company Portal'],
  waves: { canary: 1, size: 10, failureBudgetPercent: 10 },
  duplicateGrace: 'PT1H',
  gates: { deadline: 'PT72H', executeWithin: 'P30D' },
};

const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';

/** As long as a hash has to be; each serial number has its own. */
export const hashOf = (serial: string): string =>
  Buffer.from(serial.padEnd(3_000, '.')).toString('base64');

/** A device list with a sound row for each serial number, followed by lines given as they are. */
export function deviceList(serials: readonly string[], lines: readonly string[] = []): string {
  const rows = serials.map((serial) => `${serial},,${hashOf(serial)},,`);
  return [header, ...rows, ...lines, ''].join('\r\n');
}

export interface UploadPart {
  readonly name: string;
  readonly text: string;
  readonly filename?: string;
}

/** A multipart body of `spec` and `file`. */
export function upload(
  file: string,
  spec: unknown = specInput,
  more: readonly UploadPart[] = [],
): { payload: string; headers: { 'content-type': string } } {
  return multipart([
    { name: 'spec', text: typeof spec === 'string' ? spec : JSON.stringify(spec) },
    { name: 'file', text: file, filename: 'fleet.csv' },
    ...more,
  ]);
}

export function multipart(parts: readonly UploadPart[]): {
  payload: string;
  headers: { 'content-type': string };
} {
  const boundary = 'gangway-test-boundary';
  const bodies = parts.map(({ name, text, filename }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const type = filename === undefined ? '' : '\r\nContent-Type: text/csv';
    const disposition = `Content-Disposition: form-data; name="${name}"${file}${type}`;
    return `--${boundary}\r\n${disposition}\r\n\r\n${text}\r\n`;
  });
  return {
    payload: `${bodies.join('')}--${boundary}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
