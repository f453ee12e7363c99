import { InteractionResponseType } from 'discord.js'
import { z } from 'zod'
import { within } from '#src/chat/adapting/within.ts'
import type { FieldChoice, Language } from '#src/chat/contract.ts'
import { readAutocomplete } from '../commands/read-command.ts'
import { choicesOf } from '../views/choices.ts'
import type { FirstAnswer } from './answer.ts'
import { admit, personIn, placeIn, sceneOf } from './ask.ts'
import type { Came } from './came.ts'
import { prepare } from './commands.ts'
import type { Desk } from './desk.ts'
import { factsOf } from './facts-of.ts'

/** What somebody types in an option of a command. An empty list is better than a late one: Discord shows an error after three seconds. */
export async function suggest(desk: Desk, came: Came): Promise<FirstAnswer> {
  const { choices, language } = (await within(answerWithinMs, search(desk, came))) ?? nothing(desk)
  return {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices: choicesOf(choices, language) },
  }
}

interface Found {
  readonly choices: readonly FieldChoice[]
  readonly language: Language
}

async function search(desk: Desk, came: Came): Promise<Found> {
  try {
    const typed = readAutocomplete(came.data)
    if (!typed || came.guild === undefined) return nothing(desk)
    await admit(desk, came, came.guild)
    const person = await personIn(desk, came, came.guild)
    if (!person) return nothing(desk)
    const scene = sceneOf(came, came.guild, person)
    await prepare(desk, came, scene, subcommandOf(came.data))
    const choices = await desk.inbox().suggest({ ...placeIn(scene), ...typed })
    return { choices, language: scene.language }
  } catch (failure) {
    desk.log.warn(factsOf(failure), 'nothing was suggested')
    return nothing(desk)
  }
}

const slash = z.looseObject({ options: z.tuple([z.looseObject({ name: z.string() })]) })

function subcommandOf(data: unknown): string | undefined {
  return slash.safeParse(data).data?.options[0].name
}

function nothing({ language }: Desk): Found {
  return { choices: [], language }
}

const answerWithinMs = 2200
