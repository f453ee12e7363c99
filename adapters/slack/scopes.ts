/** The rights that the app asks for, the same as in the manifests. */
export const botScopes = [
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:read',
  'im:write',
  'links:read',
  'links:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
] as const
