import { plainPath } from '../../http/wire-path.ts';
import type { Judging } from '../referee.ts';
import { isSuccess, isWrite } from '../wire-objects.ts';

/** Paths below the version whose objects hold for everybody. */
const tenantWide = [
  /^\/organization\b/i,
  /^\/domains\b/i,
  /^\/policies\//i,
  /^\/identity\/conditionalAccess\//i,
  /^\/(?:groupSettings|settings|admin)\b/i,
  /^\/roleManagement\//i,
  /^\/directoryRoles\b/i,
  /^\/servicePrincipals\b/i,
  /^\/applications\b/i,
  /^\/oauth2PermissionGrants\b/i,
  /^\/subscribedSkus\b/i,
  /^\/deviceManagement$/i,
  /^\/deviceManagement\/(?:settings|roleAssignments|roleDefinitions|operationApprovalPolicies)\b/i,
  /^\/deviceManagement\/windowsAutopilotSettings$/i,
  /^\/deviceManagement\/(?:managedDeviceCleanupRules|managedDeviceCleanupSettings)\b/i,
];
const siteWide =
  /\/wmi\/(?:SMS_SCI_|SMS_ClientSettingsDefault|SMS_ConfigurationPolicy|SMS_CoMgmt|SMS_AzureService|SMS_AAD_|SMS_Site)/i;

/** Settings of the whole tenant or site: no tool for devices has any business there. */
export function judgeTenantSettings({ simulation, report }: Judging): void {
  simulation.events.on('request-answered', ({ request, status }) => {
    if (!isWrite(request) || !isSuccess(status)) return;
    const { method, path, surface } = request;
    const evidence = { method };
    if (surface === 'adminService') {
      if (siteWide.test(path)) report('REF-TENANT-SETTING', { subject: path, evidence, request });
      return;
    }
    const below = plainPath(path);
    if (below.endsWith('/setmobiledevicemanagementauthority')) {
      report('REF-MDM-AUTHORITY', { subject: below, evidence, request });
    } else if (tenantWide.some((pattern) => pattern.test(below))) {
      report('REF-TENANT-SETTING', { subject: below, evidence, request });
    }
  });
}
