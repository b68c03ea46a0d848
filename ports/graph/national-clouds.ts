/**
 * Token scopes by Graph root. Every other root, the emulator's too, takes the global cloud's scope.
 * https://learn.microsoft.com/graph/deployments
 */
const scopes: Readonly<Record<string, string>> = {
  'graph.microsoft.us': 'https://graph.microsoft.us/.default',
  'dod-graph.microsoft.us': 'https://dod-graph.microsoft.us/.default',
  'microsoftgraph.chinacloudapi.cn': 'https://microsoftgraph.chinacloudapi.cn/.default',
};

const microsoftAuthorities = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.chinacloudapi.cn',
  'login.partner.microsoftonline.cn',
]);

export function scopeOf(graphUrl: string): string {
  return scopes[new URL(graphUrl).hostname] ?? 'https://graph.microsoft.com/.default';
}

/** Instance discovery asks Microsoft whether an authority is genuine; others it does not know. */
export function isMicrosoftAuthority(authorityUrl: string): boolean {
  return microsoftAuthorities.has(new URL(authorityUrl).hostname);
}
