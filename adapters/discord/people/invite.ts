import { PermissionFlagsBits } from 'discord.js'

/** Where somebody who manages a server adds the bot to it, with the rights that it needs and no others. */
export function inviteAddress(applicationId: string): string {
  const rights = Object.values(needed).reduce((all, right) => all | right, 0n)
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(rights),
  })
  return `https://discord.com/oauth2/authorize?${query.toString()}`
}

const { ViewChannel, SendMessages, SendMessagesInThreads } = PermissionFlagsBits
const { CreatePublicThreads, AttachFiles, ReadMessageHistory } = PermissionFlagsBits
const needed = {
  ViewChannel,
  SendMessages,
  SendMessagesInThreads,
  CreatePublicThreads,
  AttachFiles,
  ReadMessageHistory,
}
