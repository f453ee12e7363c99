import type { App } from '@slack/bolt'
import { z } from 'zod'
import { within } from '#src/chat/adapting/within.ts'
import type { FieldChoice, Search } from '#src/chat/contract.ts'
import { readViewMetadata } from '../blocks/read-view.ts'
import { suggestionOptions } from '../blocks/suggestion-options.ts'
import { partsOf, teamRef } from '../refs.ts'
import { admit, factsOf } from './ask.ts'
import type { Desk } from './desk.ts'
import { id, tenantOf } from './payload.ts'

/** What somebody types in a searched field. An empty list is better than a late one: Slack shows an error after three seconds. */
export function listenToSuggestions(app: App, desk: Desk): void {
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, async ({ body, ack, context }) => {
    const { enterprise, team: sender } = tenantOf(context)
    const typed = typedSchema.safeParse(body)
    const found = typed.success
      ? search(desk, {
          ...typed.data,
          team: typed.data.view.app_installed_team_id ?? sender,
          enterprise,
        })
      : undefined
    const { choices, language } = (found && (await within(answerWithinMs, found))) ?? nothing(desk)
    await ack(suggestionOptions(choices, language))
  })
}

interface Found {
  readonly choices: readonly FieldChoice[]
  readonly language: Search['language']
}

async function search(desk: Desk, typed: Typed): Promise<Found> {
  try {
    const { team, enterprise, user, block_id: field, value: words, view } = typed
    const metadata = readViewMetadata(view)
    if (metadata?.form === undefined || partsOf(metadata.channel).team !== team)
      return nothing(desk)
    await admit(desk, { team, enterprise })
    const person = await desk.people.person(team, user.id)
    if (!person) return nothing(desk)
    const { ref, name, language } = person
    const choices = await desk.inbox().suggest({
      by: { ref, name },
      workspace: teamRef(team),
      channel: metadata.channel,
      language,
      form: metadata.form,
      field,
      words,
    })
    return { choices, language }
  } catch (failure) {
    desk.log.warn({ ...factsOf(failure), surface: 'suggestion' }, 'nothing was suggested')
    return nothing(desk)
  }
}

function nothing({ language }: Desk): Found {
  return { choices: [], language }
}

const answerWithinMs = 2500

const typedSchema = z.object({
  user: z.object({ id }),
  block_id: id,
  value: z.string().max(3000),
  view: z.object({
    private_metadata: z.string(),
    app_installed_team_id: id.nullish().transform((given) => given ?? undefined),
  }),
})

type Typed = z.output<typeof typedSchema> & {
  readonly team: string
  readonly enterprise: string | undefined
}
