/** Who answers below a path; what belongs to nobody else is Graph's. */
export type Surface = 'graph' | 'adminService' | 'identity' | 'laboratory';

export function surfaceOf(url: string): Surface {
  const path = url.replace(/\?.*$/s, '');
  if (/^\/_emulator(\/|$)/i.test(path)) return 'laboratory';
  if (/^\/(AdminService(_TokenAuth)?|CCM_Proxy_\w+)(\/|$)/i.test(path)) return 'adminService';
  const isAuthority = /^\/[^/]+\/(oauth2|discovery|v2\.0)\//i.test(path);
  return isAuthority ? 'identity' : 'graph';
}
