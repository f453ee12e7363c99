import { PermissionFlagsBits } from 'discord.js'

/** What the bot needs in a channel, by Discord's names for it. */
export type PermissionName =
  | 'ViewChannel'
  | 'SendMessages'
  | 'SendMessagesInThreads'
  | 'CreatePublicThreads'
  | 'AttachFiles'
  | 'ReadMessageHistory'

/** Of what the bot needs in a channel, or in a thread of it, that which `app_permissions` of an interaction does not hold. */
export function lackingRights(
  appPermissions: string,
  isThread: boolean,
): readonly PermissionName[] {
  const held = bitsOf(appPermissions)
  if ((held & PermissionFlagsBits.Administrator) !== 0n) return []
  const needed = isThread
    ? [...needs.everywhere, ...needs.inThread]
    : [...needs.everywhere, ...needs.inChannel]
  return needed.filter((name) => (held & PermissionFlagsBits[name]) === 0n)
}

/** Whether such permissions let somebody run the server. */
export function runsServer(permissions: bigint): boolean {
  return (
    (permissions & (PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild)) !== 0n
  )
}

/** Permissions as Discord writes them; none where it wrote something else. */
export function bitsOf(permissions: string | null | undefined): bigint {
  return permissions && /^\d{1,30}$/.test(permissions) ? BigInt(permissions) : 0n
}

const needs = {
  everywhere: ['ViewChannel', 'AttachFiles', 'ReadMessageHistory'],
  inChannel: ['SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads'],
  inThread: ['SendMessagesInThreads'],
} as const satisfies Record<string, readonly PermissionName[]>
