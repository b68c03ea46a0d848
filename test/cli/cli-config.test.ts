import { expect, it } from 'vitest';
import { readCliConfig } from '../../config/cli-config.ts';
import { renderTable } from '../../cli/table.ts';

it('takes an empty variable for an absent one', () => {
  const read = readCliConfig({ GANGWAY_API_URL: '', GANGWAY_TOKEN: ' ', GANGWAY_KEY_FILE: '' });
  expect(read).toEqual({ kind: 'config', config: {} });
});

it('reads address, token and key file, without a slash at the end', () => {
  const read = readCliConfig({
    GANGWAY_API_URL: 'https://gangway.example/',
    GANGWAY_TOKEN: 't',
    GANGWAY_KEY_FILE: 'k.pem',
  });
  expect(read).toEqual({
    kind: 'config',
    config: { apiUrl: 'https://gangway.example', token: 't', keyFile: 'k.pem' },
  });
});

it.each(['gangway.example', 'file:///etc/passwd'])('does not take %s for an address', (url) => {
  expect(readCliConfig({ GANGWAY_API_URL: url }).kind).toBe('invalid');
});

it('lets no name of a vendor move the cursor', () => {
  expect(renderTable(['NAME'], [['evil\u001b[2J\nname']])).toBe('NAME\nevil [2J name');
});
