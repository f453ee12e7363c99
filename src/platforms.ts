import type { FastifyInstance } from 'fastify'
import type { App } from '#src/app/app.ts'
import type { ChatAdapter } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { notices } from '#src/http/notices.ts'
import type { Config } from './config.ts'

/**
 * The chat platforms that the environment connects, with their routes on the server, not yet started. Each is loaded only
 * where it is connected, for its libraries take a quarter to half a second.
 */
export async function connectPlatforms(
  app: App,
  config: Config,
  server: FastifyInstance,
): Promise<readonly ChatAdapter[]> {
  const connected = [await slack(app, config, server), await discord(app, config, server)]
  return connected.filter((adapter) => adapter !== undefined)
}

async function slack(
  app: App,
  config: Config,
  server: FastifyInstance,
): Promise<ChatAdapter | undefined> {
  if (!config.slack) return undefined
  const { SlackAdapter } = await import('#adapters/slack/index.ts')
  const adapter = new SlackAdapter({
    ...parts(app, config, server),
    config: config.slack,
    pages: notices(app, config),
  })
  await adapter.plugin(server)
  return adapter
}

async function discord(
  app: App,
  config: Config,
  server: FastifyInstance,
): Promise<ChatAdapter | undefined> {
  if (!config.discord) return undefined
  const { DiscordAdapter } = await import('#adapters/discord/index.ts')
  const adapter = new DiscordAdapter({ ...parts(app, config, server), config: config.discord })
  await adapter.plugin(server)
  return adapter
}

function parts(app: App, { language }: Config, { log }: FastifyInstance) {
  return { book: storedChatBook(app), baseUrl: () => app.baseUrl, log, now: app.now, language }
}
