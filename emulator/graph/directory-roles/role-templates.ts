import type { World } from '../../world.ts';

type RoleName = World['directoryRoleAssignments'][number]['roleName'];

/** https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const roleTemplates: Record<RoleName, { id: string; description: string }> = {
  'Global Administrator': {
    id: '62e90394-69f5-4237-9190-012177145e10',
    description: 'Can manage all aspects of Microsoft Entra ID and services that use it.',
  },
  'Global Reader': {
    id: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    description: 'Can read everything that a Global Administrator can, but not update anything.',
  },
  'Intune Administrator': {
    id: '3a2c62db-5318-420d-8d74-23affee5d9d5',
    description: 'Can manage all aspects of the Intune product.',
  },
  'Cloud Device Administrator': {
    id: '7698a772-787b-4ac8-901f-60d6b08affd2',
    description: 'Limited access to manage devices in Microsoft Entra ID.',
  },
  'Windows 365 Administrator': {
    id: '11451d60-acb2-45eb-a7d6-43d0f0125c13',
    description: 'Can provision and manage all aspects of Cloud PCs.',
  },
  'Security Administrator': {
    id: '194ae4cb-b126-40b2-bd5b-6091b380977d',
    description: 'Can read security information and reports, and manage configuration.',
  },
};
