import { createHash } from 'node:crypto'
import type { Log } from '#src/chat/adapting/log.ts'
import type { Notes } from '#src/chat/chat-book.ts'
import { commandDefinitions } from '../commands/definitions.ts'
import { factsOf } from '../listen/facts-of.ts'
import type { DiscordApi } from '../send/discord-api.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { Application } from './application.ts'
import { backOffMs, pause } from './pause.ts'

/**
 * Tells Discord the commands of the bot, where it does not know them as they are now: it takes two hundred a day. Tries until
 * it is done, or Discord says that it never will be.
 */
export async function registerCommands(
  parts: RegistrationParts,
  signal: AbortSignal,
): Promise<void> {
  const { log } = parts
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await registerOnce(parts)
    } catch (failure) {
      // Cut off by the stop, as likely as not.
      if (signal.aborted) return
      if (isFinal(failure)) {
        log.error(factsOf(failure), 'Discord does not take the commands of the bot')
        return
      }
      log.warn(factsOf(failure), 'the commands of the bot are not registered yet')
      await pause(backOffMs(failures), signal)
    }
  }
}

interface RegistrationParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly notes: Notes
  readonly application: Pick<Application, 'id'>
  readonly log: Log
}

async function registerOnce({ api, notes, application, log }: RegistrationParts): Promise<void> {
  const id = await application.id()
  const commands = commandDefinitions()
  const digest = createHash('sha256').update(JSON.stringify(commands)).digest('hex')
  const note = `discord:commands:${id}`
  if ((await notes.read(note)) === digest) return
  await api.call('PUT', `/applications/${id}/commands`, { body: commands })
  await notes.write(note, digest)
  log.info({ commands: commands.length }, 'the commands of the bot are registered')
}

// What Discord says of the commands themselves, or of the token, it says again.
function isFinal(failure: unknown): boolean {
  return failure instanceof DiscordTrouble && [400, 401, 403].includes(failure.status ?? 0)
}
