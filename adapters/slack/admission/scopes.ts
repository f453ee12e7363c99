/** The rights that the app cannot do without, the same as in the manifests. */
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

/**
 * The rights that it asks for as well, and does without: with them it looks whether a message was posted before a crash.
 * @see ./README.md
 */
export const optionalScopes = ['channels:history', 'groups:history', 'im:history'] as const

/** Those without which no card and no badge can be written. */
export const postingScopes = ['chat:write', 'im:write'] as const
