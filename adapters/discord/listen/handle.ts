import { within } from '#src/chat/adapting/within.ts'
import { readCustomId } from '../views/custom-id.ts'
import { accident, type Answered, answerLater, answerNow, type FirstAnswer } from './answer.ts'
import { ask, NotNow, type Scene } from './ask.ts'
import { type Came, readCame } from './came.ts'
import { runCommand } from './commands.ts'
import type { Desk } from './desk.ts'
import { press } from './presses.ts'
import type { Shown, Told } from './shown.ts'
import { submitPage } from './submits.ts'
import { suggest } from './suggest.ts'

/** What an interaction comes to, whichever way it came. */
export interface Handled extends Answered {
  /** Where Discord takes the first answer, if not as the answer to its request. Holds a secret. */
  readonly path: string
  /** What to answer where Discord does not take the first answer. */
  readonly instead: (failure: unknown) => FirstAnswer
}

/** Undefined: it is no interaction. Never fails. */
export type Handle = (raw: unknown) => Promise<Handled | undefined>

/** The one place where what people do on Discord is answered. */
export function handlerOf(desk: Desk): Handle {
  return async (raw) => {
    const came = readCame(raw, desk.now())
    if (!came) {
      desk.log.warn({}, 'something came from Discord that could not be read')
      return undefined
    }
    const instead = (failure: unknown) => accident(desk, came, failure)
    const answered = await answer(desk, came).catch((failure: unknown): Answered => ({
      first: instead(failure),
    }))
    return { ...answered, path: `/interactions/${came.id}/${came.token}/callback`, instead }
  }
}

async function answer(desk: Desk, came: Came): Promise<Answered> {
  if (came.kind === 'autocomplete') return { first: await suggest(desk, came) }
  const work = carryOut(desk, came)
  const quick = await within(desk.quickMs, work)
  return quick ? answerNow(desk, came, quick) : answerLater(desk, came, work)
}

function carryOut(desk: Desk, came: Came): Promise<Told> {
  if (came.kind === 'command')
    return ask(desk, came, { guild: came.guild, work: (scene) => runCommand(desk, came, scene) })
  const carried = came.customId === undefined ? undefined : readCustomId(came.customId)
  const guild = carried?.guild ?? came.guild
  const work = async (scene: Scene): Promise<Shown> => {
    if (carried?.verb === 'f' && came.kind === 'modal')
      return submitPage(desk, came, scene, carried)
    if (carried && came.kind === 'press') return press(desk, came, scene, carried)
    // Of another version of ours, or of a kind that is yet to come.
    throw new NotNow({ code: 'form-expired' })
  }
  return ask(desk, came, { guild, work })
}
